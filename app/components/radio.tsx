'use client';

import type { ComponentProps } from 'react';
import { useEarlyChange } from './use-early-change.ts';

/** One of a few choices, only one of which stands. It needs a label, and a group by its `name`. */
export function Radio({ ref, onChange, ...rest }: Omit<ComponentProps<'input'>, 'type'>) {
  const watched = useEarlyChange({ ref, told: rest.checked, onChange });
  return <input type="radio" {...watched} {...rest} />;
}
