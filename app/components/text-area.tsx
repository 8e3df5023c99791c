import clsx from 'clsx';
import type { ComponentProps } from 'react';

/** A text of several lines. Its label comes from `Field`. */
export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      className={clsx(
        'w-full min-w-0 rounded-md border border-field bg-surface px-3 py-2 text-ink shadow-rest',
        'outline-none transition-colors focus-visible:border-accent focus-visible:ring-2 focus-visible:ring-accent/45',
        'aria-invalid:border-bad',
        className,
      )}
      {...rest}
    />
  );
}
