'use client';

import { keepPreviousData, replaceEqualDeep } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { trpc } from '#app/components/trpc.ts';
import type { AppRouter } from '#server/trpc/router.ts';
import { listInput, type MessageFilterState } from './filter.ts';
import { mergeFeed } from './merge-feed.ts';

export type MessageRow = inferRouterOutputs<AppRouter>['messages']['list']['rows'][number];

/** As many rows as are renewed in place; whoever has loaded more sees the rest as they were. */
const RENEWED_ROWS = 200;
const live = { live: 'messages' };

/**
 * The messages that fit the filter, page by page. While `hold` is set, newer ones wait to be let in, so that
 * nothing moves beneath the reader; rows that are shown are renewed where they stand.
 */
export function useMessageFeed(filter: MessageFilterState, hold: boolean) {
  const input = listInput(filter);
  const utils = trpc.useUtils();
  const pages = trpc.messages.list.useInfiniteQuery(input, {
    getNextPageParam: (page) => page.nextCursor,
    // The head below brings news; what is shown changes only when it is let in.
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  const loaded = pages.isPlaceholderData ? undefined : pages.data?.pages;
  const first = loaded?.[0];
  const head = trpc.messages.list.useQuery(input, {
    enabled: loaded !== undefined,
    meta: live,
    ...(first === undefined ? {} : { initialData: first, initialDataUpdatedAt: pages.dataUpdatedAt }),
  });
  const isFrozen = hold || (loaded?.length ?? 0) > 1;
  const shown = useMemo(() => pages.data?.pages.flatMap((page) => page.rows) ?? [], [pages.data]);
  const renewed = trpc.messages.byIds.useQuery(
    { ids: shown.slice(0, RENEWED_ROWS).map((row) => row.id) },
    { enabled: isFrozen && shown.length > 0, meta: live, placeholderData: keepPreviousData },
  );
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());

  const newest = head.data;
  const letIn = useCallback(() => {
    if (newest === undefined) return;
    const known = new Set(shown.map((row) => row.id));
    setArrived(new Set(newest.rows.filter((row) => !known.has(row.id)).map((row) => row.id)));
    utils.messages.list.setInfiniteData(input, { pages: [newest], pageParams: [null] });
  }, [newest, shown, utils, input]);

  // By content: the cache keeps its old object where the new one says the same.
  const isNews = useMemo(
    () => newest !== undefined && first !== undefined && replaceEqualDeep(first, newest) !== first,
    [newest, first],
  );
  useEffect(() => {
    if (isNews && !isFrozen) letIn();
  }, [isNews, isFrozen, letIn]);

  const merged = useMemo(
    () => mergeFeed(shown, newest?.rows ?? [], renewed.data?.rows ?? [], pages.hasNextPage === false),
    [shown, newest, renewed.data, pages.hasNextPage],
  );
  return {
    rows: merged.rows,
    waiting: loaded === undefined ? 0 : merged.waiting,
    arrived,
    letIn,
    masked: newest?.masked ?? pages.data?.pages[0]?.masked ?? false,
    isSwitching: pages.isPlaceholderData,
    isLoading: pages.isPending,
    error: pages.data === undefined ? pages.error : null,
    retry: () => void pages.refetch(),
    older: {
      exist: pages.hasNextPage && !pages.isPlaceholderData,
      isLoading: pages.isFetchingNextPage,
      failed: pages.isFetchNextPageError,
      load: () => void pages.fetchNextPage(),
    },
    renewal: { failed: head.isError, updatedAtMs: Math.max(head.dataUpdatedAt, pages.dataUpdatedAt) },
  };
}
