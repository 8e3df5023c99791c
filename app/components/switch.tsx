'use client';

import clsx from 'clsx';
import type { ComponentProps } from 'react';
import { useEarlyChange } from './use-early-change.ts';

type SwitchProps = Omit<ComponentProps<'input'>, 'type' | 'role'>;

/** Something that is on or off at once. It needs a label; the thumb's place says its state without colour. */
export function Switch({ className, ref, onChange, ...rest }: SwitchProps) {
  const watched = useEarlyChange({ ref, told: rest.checked, onChange });
  return (
    <input
      type="checkbox"
      // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says by itself whether it is checked.
      role="switch"
      className={clsx(
        'relative h-5 w-9 shrink-0 appearance-none rounded-full border border-field bg-sunken transition-colors',
        'before:absolute before:start-0.5 before:top-1/2 before:size-3.5 before:-translate-y-1/2 before:rounded-full before:bg-ink-faint before:transition-transform',
        'checked:border-accent checked:bg-accent checked:before:translate-x-4 checked:before:bg-surface rtl:checked:before:-translate-x-4',
        'not-aria-disabled:cursor-pointer aria-disabled:cursor-not-allowed',
        'forced-colors:appearance-auto forced-colors:before:hidden',
        className,
      )}
      {...watched}
      {...rest}
    />
  );
}
