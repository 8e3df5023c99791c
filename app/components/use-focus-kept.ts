'use client';

import { type RefObject, useEffect, useRef } from 'react';

/** The button that opened a dialog may be gone once it closes: then the focus goes to the heading. */
export function useFocusKept(heading: RefObject<HTMLElement | null>, isClosed: boolean): void {
  const wasOpen = useRef(false);
  useEffect(() => {
    if (isClosed && wasOpen.current && document.activeElement === document.body) heading.current?.focus();
    wasOpen.current = !isClosed;
  }, [isClosed, heading]);
}
