'use client';

import { useMemo, useState } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { trpc } from '#app/components/trpc.ts';
import { useTexts } from '#app/i18n/texts.tsx';
import type { Entry, EntryRow } from './entry.ts';
import type { InboxState } from './filter.ts';
import { useAddress } from './use-address.ts';
import { useDeeds } from './use-deeds.ts';
import { useInboxFeed } from './use-inbox-feed.ts';
import { neighbourOf, useInboxKeys } from './use-inbox-keys.ts';
import { useLatest } from './use-latest.ts';
import type { Deed } from './use-marks.ts';
import { usePlaces } from './use-places.ts';

/** What the inbox shows, and what its reader can do. What is shown and open stands in the address. */
export function useInbox() {
  const [state, setState] = useAddress();
  const [currentId, setCurrentId] = useState<string | null>(state.n);
  const feed = useInboxFeed(state);
  const unread = trpc.inbox.unreadCount.useQuery(undefined, { meta: { live: 'inbox' } });
  const deeds = useDeeds();
  const places = usePlaces(state.n !== null);
  const { over } = deeds;
  const rows = useShown(feed.rows, over, state.tab);
  const change = useLatest((next: Partial<InboxState>) =>
    setState({ ...next, n: null }, { history: 'push' }),
  );
  const close = useLatest(() => {
    setState({ n: null }, { history: 'push' });
    places.goTo(currentId);
  });
  const act = useLatest((row: EntryRow, deed: Deed) => {
    deeds.act(row, deed);
    if (deed !== 'archive' && deed !== 'unarchive') return;
    // It leaves the list, so the reader goes on to the next.
    const next = neighbourOf(rows, row.id);
    if (row.id === currentId) {
      setCurrentId(next);
      places.goTo(next);
    }
    if (row.id === state.n) setState({ n: null }, { history: 'push' });
  });
  const onCurrent = useLatest((toggled: (row: EntryRow) => Deed) => {
    const current = rows.find(({ id }) => id === currentId);
    if (current !== undefined) act(current, toggled(current));
  });
  const onListKey = useInboxKeys(places.list, currentId, {
    archive: useLatest(() => onCurrent(({ archived }) => (archived ? 'unarchive' : 'archive'))),
    unread: useLatest(() => onCurrent((row) => (row.unread ? 'markRead' : 'markUnread'))),
  });
  return {
    ...{
      state,
      rows,
      feed,
      unread: unread.data,
      currentId,
      setCurrentId,
      places,
      onListKey,
      change,
      close,
      act,
      over,
    },
    news: deeds.news,
    forgetNews: deeds.forgetNews,
    search: useLatest((q: string) => {
      // Refining a search is one step back, not one per letter.
      setState({ q }, { history: state.q !== '' && q !== '' ? 'replace' : 'push' });
    }),
    open: useLatest((id: string) => {
      setCurrentId(id);
      if (id === state.n) places.heading.current?.focus();
      else setState({ n: id }, { history: 'push' });
    }),
    opened: useOpened(setCurrentId, deeds.see),
    readAll: () => {
      const [newest] = rows;
      if (newest !== undefined) deeds.readAll(rows, newest.at);
    },
    showArrived: () => {
      places.goTo(feed.letIn());
      places.toTop();
    },
  };
}

/** Rows as the reader left them, without those that they moved elsewhere. */
function useShown(rows: readonly EntryRow[], over: (row: EntryRow) => EntryRow, tab: InboxState['tab']) {
  return useMemo(
    () => rows.map(over).filter(({ archived }) => archived === (tab === 'archived')),
    [rows, over, tab],
  );
}

/** To open an entry is to read it. */
function useOpened(setCurrentId: (id: string) => void, see: (entry: Entry) => void) {
  const t = useTexts('inbox');
  const announce = useAnnounce();
  return useLatest((entry: Entry) => {
    setCurrentId(entry.id);
    const title = entry.title ?? t('row.untitled', { channel: entry.reach[0]?.channel ?? 'other' });
    announce(t('entry.opened', { title }));
    if (entry.unread) see(entry);
  });
}
