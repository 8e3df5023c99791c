'use client';

import { keepPreviousData } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { trpc } from '#app/components/trpc.ts';
import type { EntryRow } from './entry.ts';
import { type InboxState, listInput } from './filter.ts';

const live = { live: ['inbox', 'messages'] };

/**
 * The entries that fit, page by page. What is shown stays where it is and is renewed in place; what arrives waits until
 * it is let in.
 */
export function useInboxFeed(state: InboxState) {
  const input = listInput(state);
  const utils = trpc.useUtils();
  const pages = trpc.inbox.list.useInfiniteQuery(input, {
    getNextPageParam: (page) => page.nextCursor,
    // Only the reader's own deeds may move the list.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    placeholderData: keepPreviousData,
  });
  const loaded = pages.isPlaceholderData ? undefined : pages.data?.pages;
  const first = loaded?.[0];
  const head = trpc.inbox.list.useQuery(input, {
    enabled: loaded !== undefined,
    meta: live,
    ...(first === undefined ? {} : { initialData: first, initialDataUpdatedAt: pages.dataUpdatedAt }),
  });
  const newest = head.data;
  const shown = useMemo(() => pages.data?.pages.flatMap((page) => page.rows) ?? [], [pages.data]);
  const rows = useMemo(() => {
    const renewed = new Map(newest?.rows.map((row) => [row.id, row]));
    return shown.map((row) => renewed.get(row.id) ?? row);
  }, [shown, newest]);
  /** Answers with the id of the entry that is first from now on. */
  const letIn = useCallback((): string | null => {
    if (newest === undefined) return null;
    utils.inbox.list.setInfiniteData(input, { pages: [newest], pageParams: [null] });
    return newest.rows[0]?.id ?? null;
  }, [newest, utils, input]);
  return {
    rows,
    waiting: loaded === undefined ? 0 : waitingIn(newest?.rows ?? [], shown),
    letIn,
    isSwitching: pages.isPlaceholderData,
    isLoading: pages.isPending,
    hasFailed: pages.isError && pages.data === undefined,
    isStale: head.isError || (pages.isError && pages.data !== undefined && !pages.isFetchNextPageError),
    retry: () => void Promise.all([pages.data === undefined ? pages.refetch() : head.refetch()]),
    older: {
      exist: pages.hasNextPage && !pages.isPlaceholderData,
      isLoading: pages.isFetchingNextPage,
      failed: pages.isFetchNextPageError,
      load: () => void pages.fetchNextPage(),
    },
  };
}

/** How many entries are newer than the first one shown. */
function waitingIn(newest: readonly EntryRow[], shown: readonly EntryRow[]): number {
  const known = new Set(shown.map(({ id }) => id));
  const [first] = shown;
  return newest.filter(({ id, at }) => !known.has(id) && (first === undefined || at >= first.at)).length;
}
