'use client';

import clsx from 'clsx';
import { useQueryStates } from 'nuqs';
import { useCallback, useRef } from 'react';
import { FailedState } from '#app/components/failed-state.tsx';
import { LiveIndicator } from '#app/components/live-indicator.tsx';
import { trpc } from '#app/components/trpc.ts';
import { type MessageFilterState, messageFilterParsers } from './filter.ts';
import { EmptyList, type Endpoint, LoadingList } from './list-states.tsx';
import { MessageTable } from './message-table.tsx';
import { SearchBox } from './search-box.tsx';
import { StatusFilter } from './status-filter.tsx';
import { useHold } from './use-hold.ts';
import { useMessageFeed } from './use-message-feed.ts';

/** Search, filter and list: beneath each other, in two rows, or with the filter at the side. */
const areas = clsx(
  "grid gap-x-3 [grid-template-areas:'search'_'button'_'panel'_'list']",
  "sm:grid-cols-[minmax(0,1fr)_auto] sm:[grid-template-areas:'search_button'_'panel_panel'_'list_list']",
  'min-[90rem]:grid-cols-[12rem_minmax(0,1fr)] min-[90rem]:grid-rows-[auto_1fr] min-[90rem]:gap-x-6',
  "min-[90rem]:[grid-template-areas:'panel_search'_'panel_list']",
);

/** Finds messages. What is searched and chosen stands in the address, so that it can be shared and gone back to. */
export function MessageExplorer({ endpoints }: { endpoints: readonly Endpoint[] }) {
  const [filter, setFilter] = useQueryStates(messageFilterParsers);
  const list = useRef<HTMLDivElement>(null);
  const feed = useMessageFeed(filter, useHold(list));
  const counts = trpc.messages.counts.useQuery(
    { q: filter.q },
    { meta: { live: 'messages' }, placeholderData: (before) => before },
  );
  const change = useCallback(
    (next: Partial<MessageFilterState>) => void setFilter(next, { history: 'push' }),
    [setFilter],
  );
  const search = useCallback(
    (q: string) => {
      // Refining a search is one step back, not one per letter.
      const isRefined = filter.q !== '' && q !== '';
      void setFilter({ q }, { history: isRefined ? 'replace' : 'push' });
    },
    [filter.q, setFilter],
  );
  return (
    <div className="mx-auto grid w-full max-w-[100rem] gap-4 px-4 py-5 sm:px-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h1 className="text-xl font-semibold tracking-tight">Messages</h1>
        <LiveIndicator
          updatedAtMs={feed.renewal.updatedAtMs}
          failed={feed.renewal.failed || feed.error !== null}
        />
      </div>
      <div className={areas}>
        <div className="[grid-area:search]">
          <SearchBox value={filter.q} onSearch={search} />
        </div>
        <StatusFilter
          chosen={filter.status}
          counts={counts.data?.counts}
          onChange={(status) => change({ status })}
        />
        <div className="mt-3 min-w-0 [grid-area:list]">
          {feed.error !== null ? (
            <FailedState
              title="The messages could not be read"
              message={feed.error.message}
              onRetry={feed.retry}
            />
          ) : feed.isLoading ? (
            <LoadingList />
          ) : feed.rows.length === 0 ? (
            <EmptyList filter={filter} masked={feed.masked} endpoints={endpoints} onChange={change} />
          ) : (
            <MessageTable feed={feed} list={list} />
          )}
        </div>
      </div>
    </div>
  );
}
