import clsx from 'clsx';
import type { ComponentProps } from 'react';

type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';
type ButtonSize = 'sm' | 'md';

const variants = {
  primary: 'bg-solid text-on-solid hover:bg-solid-hover',
  secondary: 'border border-line-strong bg-surface text-ink shadow-rest hover:bg-hover',
  quiet: 'text-ink-soft hover:bg-hover hover:text-ink',
  danger: 'border border-line-strong bg-surface text-bad shadow-rest hover:bg-bad-soft',
} as const satisfies Record<ButtonVariant, string>;

const sizes = {
  sm: 'h-7 gap-1.5 rounded-sm px-2.5 text-sm',
  md: 'h-9 gap-2 rounded-md px-3.5 text-base',
} as const satisfies Record<ButtonSize, string>;

/** The look of a button, for links that should look like one. */
export function buttonClass(variant: ButtonVariant = 'secondary', size: ButtonSize = 'md'): string {
  return clsx(
    'inline-flex shrink-0 items-center justify-center whitespace-nowrap font-medium transition-colors',
    'disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55',
    variants[variant],
    sizes[size],
  );
}

type ButtonProps = ComponentProps<'button'> & { variant?: ButtonVariant; size?: ButtonSize };

export function Button({ variant, size, className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={clsx(buttonClass(variant, size), className)} {...rest} />;
}
