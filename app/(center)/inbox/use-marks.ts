'use client';

import { useCallback, useState } from 'react';
import { outbox } from '#app/components/outbox.ts';
import { trpc } from '#app/components/trpc.ts';
import type { EntryRow } from './entry.ts';

export type Deed = 'markRead' | 'markUnread' | 'archive' | 'unarchive';
type Marked = Partial<Pick<EntryRow, 'unread' | 'archived'>>;

const marksOf = {
  markRead: { unread: false },
  markUnread: { unread: true },
  archive: { archived: true },
  unarchive: { archived: false },
} as const satisfies Record<Deed, Marked>;

/** What undoes a deed. */
export const opposite = {
  markRead: 'markUnread',
  markUnread: 'markRead',
  archive: 'unarchive',
  unarchive: 'archive',
} as const satisfies Record<Deed, Deed>;

/**
 * What the person did with entries since the page was loaded, laid over what the server last said: its read model follows
 * a moment later. What could not be saved is taken back, and `onFailed` is told.
 */
export function useMarks(onFailed: () => void) {
  const [marked, setMarked] = useState<ReadonlyMap<string, Marked>>(new Map());
  const utils = trpc.useUtils();
  const mutations = {
    markRead: trpc.inbox.markRead.useMutation(),
    markUnread: trpc.inbox.markUnread.useMutation(),
    archive: trpc.inbox.archive.useMutation(),
    unarchive: trpc.inbox.unarchive.useMutation(),
  };
  const all = trpc.inbox.markAllRead.useMutation();
  const lay = useCallback((ids: readonly string[], marks: Marked) => {
    setMarked((before) => {
      const after = new Map(before);
      for (const id of ids) after.set(id, { ...after.get(id), ...marks });
      return after;
    });
  }, []);
  const count = (by: number) =>
    utils.inbox.unreadCount.setData(
      undefined,
      (old) => old && { ...old, count: Math.max(0, old.count + by) },
    );
  // Lists that are not on the screen are read again once they are.
  const forgetLists = () => void utils.inbox.list.invalidate(undefined, { refetchType: 'none' });

  return {
    over: useCallback(<Row extends EntryRow>(row: Row): Row => ({ ...row, ...marked.get(row.id) }), [marked]),
    mark: (entry: EntryRow, deed: Deed) => {
      const before = { unread: entry.unread, archived: entry.archived };
      const marks = marksOf[deed];
      lay([entry.id], marks);
      count(weightOf({ ...before, ...marks }) - weightOf(before));
      const about = `${entry.id}/${Object.keys(marks)}`;
      outbox
        .send(about, () => mutations[deed].mutateAsync({ id: entry.id }))
        .catch(() => {
          lay([entry.id], before);
          void utils.inbox.unreadCount.invalidate();
          onFailed();
        })
        .finally(forgetLists);
    },
    markAll: (entries: readonly EntryRow[], upTo: string, onDone: () => void) => {
      const ids = entries.filter(({ unread }) => unread).map(({ id }) => id);
      lay(ids, { unread: false });
      outbox
        .send('all', () => all.mutateAsync({ upTo }))
        .then(onDone, () => {
          lay(ids, { unread: true });
          onFailed();
        })
        .finally(forgetLists);
    },
  };
}

/** What is put away counts no more, read or not. */
function weightOf({ unread, archived }: Required<Marked>): number {
  return unread && !archived ? 1 : 0;
}
