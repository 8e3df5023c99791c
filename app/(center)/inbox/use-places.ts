'use client';

import { useCallback, useEffect, useRef } from 'react';

/**
 * Where the reader is: the list and the pane with their scroll and focus. On a narrow screen the pane takes the list's
 * place, so where the list stood is kept for the way back.
 */
export function usePlaces(isOpen: boolean) {
  const list = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLElement>(null);
  const pane = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const left = useRef(0);
  const target = useRef<string | null>(null);

  useEffect(() => {
    if (!isOpen) return;
    left.current = window.scrollY;
    window.scrollTo(0, 0);
    return () => window.scrollTo(0, left.current);
  }, [isOpen]);

  // The row may be hidden until the pane has made room for the list again.
  useEffect(() => {
    const id = target.current;
    if (id === null) return;
    const row = list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
    if (row === null || row === undefined || row.offsetParent === null) return;
    target.current = null;
    row.focus({ preventScroll: row.getBoundingClientRect().top > 0 });
  });

  const goTo = useCallback((id: string | null) => {
    target.current = id;
  }, []);
  const toTop = useCallback(() => {
    scroller.current?.scrollTo(0, 0);
    window.scrollTo(0, 0);
  }, []);
  return { list, scroller, pane, heading, goTo, toTop };
}
