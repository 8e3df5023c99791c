'use client';

import { useCallback, useRef, useState } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import type { ToastNews } from '#app/components/toast.tsx';
import { useTexts } from '#app/i18n/texts.tsx';
import type { EntryRow } from './entry.ts';
import { type Deed, opposite, useMarks } from './use-marks.ts';

const said = {
  archive: 'deed.archived',
  unarchive: 'deed.unarchived',
  markRead: 'deed.markedRead',
  markUnread: 'deed.markedUnread',
} as const satisfies Record<Deed, string>;

/** What the reader does with entries, each said to eyes and ears, and with its way back. */
export function useDeeds() {
  const t = useTexts('inbox');
  const announce = useAnnounce();
  const [news, setNews] = useState<ToastNews | null>(null);
  const turn = useRef(0);
  const say = useCallback(
    (text: string, undo: (() => void) | null = null, state: ToastNews['state'] = 'done') => {
      announce(text);
      turn.current += 1;
      setNews({ key: turn.current, state, text, undo });
    },
    [announce],
  );
  const marks = useMarks(() => say(t('deed.failed'), null, 'failed'));
  const { mark, markAll } = marks;
  return {
    over: marks.over,
    news,
    forgetNews: useCallback(() => setNews(null), []),
    act: (row: EntryRow, deed: Deed) => {
      mark(row, deed);
      const undo = () => {
        const done = { archive: { archived: true }, unarchive: { archived: false } } as const;
        const now =
          deed === 'archive' || deed === 'unarchive'
            ? { ...row, ...done[deed] }
            : { ...row, unread: deed === 'markUnread' };
        mark(now, opposite[deed]);
        announce(t(said[opposite[deed]]));
        setNews(null);
      };
      say(t(said[deed]), undo);
    },
    /** Reading an entry is to have read it, without a word. */
    see: (row: EntryRow) => mark(row, 'markRead'),
    readAll: (rows: readonly EntryRow[], upTo: string) =>
      markAll(rows, upTo, () => say(t('deed.markedAllRead'))),
  };
}
