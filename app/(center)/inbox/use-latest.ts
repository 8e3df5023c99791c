'use client';

import { useCallback, useLayoutEffect, useRef } from 'react';

/** The same function for ever, which does what the newest one given does: so that who is handed it need not change. */
export function useLatest<Args extends readonly unknown[]>(
  act: (...args: Args) => void,
): (...args: Args) => void {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}
