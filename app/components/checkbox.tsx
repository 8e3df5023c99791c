'use client';

import clsx from 'clsx';
import type { ComponentProps } from 'react';
import { useEarlyChange } from './use-early-change.ts';

/** One thing that may be ticked. It needs a label. */
export function Checkbox({ className, ref, onChange, ...rest }: Omit<ComponentProps<'input'>, 'type'>) {
  const watched = useEarlyChange({ ref, told: rest.checked, onChange });
  return <input type="checkbox" className={clsx('accent-accent', className)} {...watched} {...rest} />;
}
