'use client';

import { type KeyboardEvent, type RefObject, useMemo } from 'react';
import { useShortcuts } from '#app/components/use-shortcuts.ts';

interface Deeds {
  archive: () => void;
  unread: () => void;
}

/**
 * `j` and `k` step through the rows from the current one, wherever the focus is; `e` and `u` act on it. Arrows, Home and
 * End do so once a row has the focus.
 */
export function useInboxKeys(
  list: RefObject<HTMLElement | null>,
  currentId: string | null,
  { archive, unread }: Deeds,
): (event: KeyboardEvent) => void {
  const step = (by: number) => focusRow(list.current, currentId, by);
  useShortcuts(
    useMemo(
      () => ({
        j: () => focusRow(list.current, currentId, 1),
        k: () => focusRow(list.current, currentId, -1),
        e: archive,
        u: unread,
      }),
      [list, currentId, archive, unread],
    ),
  );
  return (event) => {
    const isRow = event.target instanceof Element && event.target.matches('[data-row]');
    const by = byOf(event.key);
    if (!isRow || by === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    step(by);
  };
}

/** The id of a row's neighbour: the one after it, else the one before. */
export function neighbourOf(rows: readonly { readonly id: string }[], id: string): string | null {
  const at = rows.findIndex((row) => row.id === id);
  return (rows[at + 1] ?? rows[at - 1])?.id ?? null;
}

function byOf(key: string): number | null {
  switch (key) {
    case 'ArrowDown':
      return 1;
    case 'ArrowUp':
      return -1;
    case 'Home':
      return Number.NEGATIVE_INFINITY;
    case 'End':
      return Number.POSITIVE_INFINITY;
    default:
      return null;
  }
}

function focusRow(list: HTMLElement | null, currentId: string | null, by: number): void {
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  const at = rows.findIndex((row) => row.dataset.row === currentId);
  // The first step goes to the current row itself, if nothing was chosen yet.
  const isFresh = at === -1 || (currentId === null && at === 0);
  const next = isFresh ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1);
  rows[next]?.focus();
}
