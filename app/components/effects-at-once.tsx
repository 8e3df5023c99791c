'use client';

import { useLayoutEffect, useState } from 'react';

/**
 * Next follows what is written to the address only from its first effects on, which React runs a little after the page can be
 * used: a filter chosen in between changed the address, but not the list. Setting state while laying out runs them at once.
 */
export function EffectsAtOnce() {
  const [, drawAgain] = useState(false);
  useLayoutEffect(() => drawAgain(true), []);
  return null;
}
