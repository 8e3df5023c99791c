'use client';

import { type KeyboardEvent, type RefObject, useMemo } from 'react';
import { useShortcuts } from './use-shortcuts.ts';

const ITEM = '[data-row]';

/** `j` and `k` step through the items of a list; arrows do so once one of them has the focus. */
export function useRowKeys(list: RefObject<HTMLElement | null>): (event: KeyboardEvent) => void {
  useShortcuts(useMemo(() => ({ j: () => step(list.current, 1), k: () => step(list.current, -1) }), [list]));
  return (event) => {
    const isItem = event.target instanceof Element && event.target.matches(ITEM);
    if (!isItem || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    step(list.current, event.key === 'ArrowDown' ? 1 : -1);
  };
}

function step(list: HTMLElement | null, by: 1 | -1): void {
  const items = [...(list?.querySelectorAll<HTMLElement>(ITEM) ?? [])];
  const at = items.findIndex((item) => item.contains(document.activeElement));
  const next = at === -1 ? 0 : Math.min(Math.max(at + by, 0), items.length - 1);
  items[next]?.focus();
}
