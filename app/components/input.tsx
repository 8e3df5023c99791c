'use client';

import clsx from 'clsx';
import type { ComponentProps } from 'react';
import { useEarlyChange } from './use-early-change.ts';

/** A text field. Its label comes from `Field`, or from an `aria-label` where a label would be noise. */
export function Input({ className, ref, onChange, ...rest }: ComponentProps<'input'>) {
  const told = rest.value === undefined ? undefined : String(rest.value);
  const watched = useEarlyChange({ ref, told, onChange });
  return (
    <input
      className={clsx(
        'h-9 w-full min-w-0 rounded-md border border-field bg-surface px-3 text-base text-ink shadow-rest',
        'outline-none transition-colors focus-visible:border-accent focus-visible:ring-2 focus-visible:ring-accent/45',
        'aria-invalid:border-bad disabled:opacity-55',
        className,
      )}
      {...watched}
      {...rest}
    />
  );
}
