'use client';

import { SearchX } from 'lucide-react';
import Link from 'next/link';
import { useRef } from 'react';
import { groupAddress, replayInput } from '#app/admin/dead-letters/filter.ts';
import type { Letter } from '#app/admin/dead-letters/group.ts';
import { countOf } from '#app/admin/dead-letters/letter-count.ts';
import { LetterState } from '#app/admin/dead-letters/letter-state.tsx';
import { titleOf } from '#app/admin/dead-letters/replay-history.tsx';
import { ReplayProgress } from '#app/admin/dead-letters/replay-progress.tsx';
import { isUnderWay } from '#app/admin/dead-letters/use-replays.ts';
import { BackLink } from '#app/components/back-link.tsx';
import { Card } from '#app/components/card.tsx';
import { EmptyState } from '#app/components/empty-state.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { LiveIndicator } from '#app/components/live-indicator.tsx';
import { LocalTime } from '#app/components/moment.tsx';
import { Older } from '#app/components/older.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { trpc } from '#app/components/trpc.ts';
import { useRowKeys } from '#app/components/use-row-keys.ts';

const RUNNING_LOOK_MS = 1000;

/** One replay of many letters, and what became of each. */
export function ReplayScreen({ id }: { id: string }) {
  const found = trpc.deadLetters.replayById.useInfiniteQuery(replayInput(id), {
    getNextPageParam: (page) => page.nextCursor,
    meta: { live: 'dead-letters' },
    refetchInterval: ({ state }) => {
      const replay = state.data?.pages[0]?.replay;
      return replay && isUnderWay(replay) ? RUNNING_LOOK_MS : false;
    },
  });
  const replay = found.data?.pages[0]?.replay;
  const letters = found.data?.pages.flatMap((page) => page.letters) ?? [];
  return (
    <div className="mx-auto grid w-full max-w-4xl gap-5 px-4 py-5 sm:px-6">
      <div className="flex items-center justify-between gap-4">
        <BackLink href="/admin/dead-letters">Dead letters</BackLink>
        <LiveIndicator updatedAtMs={found.dataUpdatedAt} failed={found.isError && found.data !== undefined} />
      </div>
      {replay ? (
        <>
          <header className="grid gap-1">
            <h1 className="text-lg font-semibold tracking-tight text-pretty sm:text-xl">
              Replay: {titleOf(replay)}
            </h1>
            <p className="text-sm text-ink-soft numeric">
              {countOf(replay.letters)}, asked for {replay.isYours ? 'by you ' : ''}at{' '}
              <LocalTime at={replay.requestedAt} />
            </p>
          </header>
          <Card className="px-4 pb-4">
            <ReplayProgress replay={replay} isHere />
          </Card>
          <Results letters={letters} tried={replay.read + replay.unreadable} />
          <Older
            exist={found.hasNextPage}
            isLoading={found.isFetchingNextPage}
            failed={found.isFetchNextPageError}
            load={() => void found.fetchNextPage()}
            label="Load more"
            end={`That is all: ${countOf(letters.length)}.`}
          />
        </>
      ) : (
        <>
          <h1 className="sr-only">Replay</h1>
          {found.data !== undefined ? (
            <UnknownReplay />
          ) : found.error === null ? (
            <Skeleton className="h-64 rounded-lg" />
          ) : (
            <FailedState
              title="This replay could not be read"
              message={found.error.message}
              onRetry={() => void found.refetch()}
            />
          )}
        </>
      )}
    </div>
  );
}

function Results({ letters, tried }: { letters: readonly Letter[]; tried: number }) {
  const list = useRef<HTMLUListElement>(null);
  const onKeyDown = useRowKeys(list);
  return (
    <section aria-labelledby="results" className="grid gap-3">
      <h2 id="results" className="text-base font-semibold">
        Each letter
      </h2>
      {letters.length === 0 ? (
        <p className="text-sm text-ink-soft">
          {tried === 0 ? 'None was read again so far.' : 'All of these letters were tried again since.'}
        </p>
      ) : (
        <Card className="overflow-hidden">
          <ul ref={list} onKeyDown={onKeyDown}>
            {letters.map((letter) => (
              <li
                key={letter.id}
                className="relative grid gap-x-4 gap-y-0.5 border-t border-line px-4 py-2.5 text-sm transition-colors first:border-t-0 hover:bg-hover has-focus-visible:bg-hover sm:grid-cols-[minmax(0,1fr)_auto]"
              >
                <Link
                  data-row
                  href={groupAddress(letter.signature, { state: 'all', letter: letter.id })}
                  prefetch={false}
                  className="min-w-0 truncate font-mono text-xs/5 outline-none after:absolute after:inset-0 after:rounded-sm focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
                >
                  {letter.id}
                </Link>
                <LetterState letter={letter} />
                {letter.state === 'open' && (
                  <code className="col-span-full font-mono text-xs text-ink-soft">{letter.failure}</code>
                )}
              </li>
            ))}
          </ul>
        </Card>
      )}
    </section>
  );
}

function UnknownReplay() {
  return (
    <Card>
      <EmptyState icon={SearchX} title="No replay has this id">
        <p>
          The address may have been cut short. The replays there were are listed beneath the dead letters.
        </p>
      </EmptyState>
    </Card>
  );
}
