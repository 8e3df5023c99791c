'use client';

import { keepPreviousData } from '@tanstack/react-query';
import { useQueryState } from 'nuqs';
import { FailedState } from '#app/components/failed-state.tsx';
import { LiveIndicator } from '#app/components/live-indicator.tsx';
import { Older } from '#app/components/older.tsx';
import { trpc } from '#app/components/trpc.ts';
import { deadLetterParsers, groupsInput } from './filter.ts';
import { endOfGroups, GroupTable } from './group-table.tsx';
import { EmptyGroups, LoadingGroups } from './list-states.tsx';
import { ReplayHistory } from './replay-history.tsx';
import { ReplayPanel } from './replay-panel.tsx';
import { StateFilter } from './state-filter.tsx';
import { useReplays } from './use-replays.ts';

/** What was signed but could not be read, by what is wrong with it, and the means to read it again. */
export function DeadLettersScreen() {
  const [state, setState] = useQueryState('state', deadLetterParsers.state.withOptions({ history: 'push' }));
  const found = trpc.deadLetters.groups.useInfiniteQuery(groupsInput(state), {
    getNextPageParam: (page) => page.nextCursor,
    meta: { live: 'dead-letters' },
    placeholderData: keepPreviousData,
  });
  const replays = useReplays();
  const groups = found.data?.pages.flatMap((page) => page.groups) ?? [];
  const mayReplay = found.data?.pages[0]?.mayReplay ?? false;
  const isAnyRunning =
    replays.data?.replays.some((each) => each.signature === null && !each.isFinished) ?? false;
  return (
    <div className="mx-auto grid w-full max-w-[100rem] gap-5 px-4 py-5 sm:px-6">
      <div className="grid gap-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <h1 className="text-xl font-semibold tracking-tight">Dead letters</h1>
          <LiveIndicator
            updatedAtMs={found.dataUpdatedAt}
            failed={found.isError && found.data !== undefined}
          />
        </div>
        <p className="max-w-prose text-sm text-ink-soft text-pretty">
          Webhooks that came with a good signature but could not be read. They are kept whole, and nothing is
          ever deleted.
        </p>
      </div>
      {mayReplay && (groups.length > 0 || isAnyRunning) && (
        <ReplayPanel signature={null} title="Read everything again" replays={replays.data?.replays}>
          Worth a try after an update. A dry run reads the open letters of all groups and writes nothing.
        </ReplayPanel>
      )}
      <div className="grid gap-3">
        <div className="w-full max-w-80">
          <StateFilter chosen={state} onChoose={(next) => void setState(next)} />
        </div>
        {found.data === undefined ? (
          found.error === null ? (
            <LoadingGroups />
          ) : (
            <FailedState
              title="The dead letters could not be read"
              message={found.error.message}
              onRetry={() => void found.refetch()}
            />
          )
        ) : groups.length === 0 ? (
          <EmptyGroups state={state} onShowAll={() => void setState('all')} />
        ) : (
          <div>
            <GroupTable groups={groups} state={state} isSwitching={found.isPlaceholderData} />
            <Older
              exist={found.hasNextPage && !found.isPlaceholderData}
              isLoading={found.isFetchingNextPage}
              failed={found.isFetchNextPageError}
              load={() => void found.fetchNextPage()}
              end={endOfGroups(groups)}
            />
          </div>
        )}
      </div>
      <ReplayHistory replays={replays.data?.replays} />
    </div>
  );
}
