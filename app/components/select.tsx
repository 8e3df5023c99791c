'use client';

import clsx from 'clsx';
import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { useEarlyChange } from './use-early-change.ts';

/** One of many choices. It needs a label. */
export function Select({ className, ref, onChange, ...rest }: ComponentProps<'select'>) {
  const told = rest.value === undefined ? undefined : String(rest.value);
  const watched = useEarlyChange({ ref, told, onChange });
  return (
    <span className={clsx('relative inline-grid min-w-0', className)}>
      <select
        className={clsx(
          'h-9 w-full min-w-0 appearance-none text-ellipsis rounded-md border border-field bg-surface py-0 pr-9 pl-3 text-base text-ink shadow-rest',
          'outline-none transition-colors focus-visible:border-accent focus-visible:ring-2 focus-visible:ring-accent/45',
          'disabled:opacity-55',
        )}
        {...watched}
        {...rest}
      />
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-2.5 right-3 size-4 text-ink-faint"
      />
    </span>
  );
}
