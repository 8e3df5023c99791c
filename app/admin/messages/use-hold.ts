'use client';

import { type RefObject, useEffect, useState } from 'react';

/** How far down counts as reading, in pixels. */
const SCROLLED_PX = 80;

/** True while a reader is at work in the list: pointer over it, focus inside it, or the page scrolled down. */
export function useHold(list: RefObject<HTMLElement | null>): boolean {
  const [isOver, setOver] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const [isScrolled, setScrolled] = useState(false);

  useEffect(() => {
    // The list may come and go while the page stays.
    const isInside = (node: unknown) => node instanceof Node && list.current?.contains(node) === true;
    const onScroll = () => setScrolled(window.scrollY > SCROLLED_PX);
    const onMove = (event: PointerEvent) => {
      setOver(event.pointerType === 'mouse' && isInside(event.target));
    };
    const onLeave = () => setOver(false);
    const onFocus = () => setFocused(isInside(document.activeElement));
    onScroll();
    window.addEventListener('scroll', onScroll, { passive: true });
    document.addEventListener('pointerover', onMove);
    document.documentElement.addEventListener('pointerleave', onLeave);
    document.addEventListener('focusin', onFocus);
    document.addEventListener('focusout', onFocus);
    return () => {
      window.removeEventListener('scroll', onScroll);
      document.removeEventListener('pointerover', onMove);
      document.documentElement.removeEventListener('pointerleave', onLeave);
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('focusout', onFocus);
    };
  }, [list]);

  return isOver || isFocused || isScrolled;
}
