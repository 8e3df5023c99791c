'use client';

import Link from 'next/link';
import { Card } from '#app/components/card.tsx';
import { RelativeTime } from '#app/components/moment.tsx';
import { failureWords } from './failure-words.ts';
import { countOf } from './letter-count.ts';
import { type Replay, resultOf } from './use-replays.ts';

/** The replays there were, the newest first. */
export function ReplayHistory({ replays }: { replays: readonly Replay[] | undefined }) {
  if (replays === undefined || replays.length === 0) return null;
  return (
    <section aria-labelledby="replays" className="grid gap-3">
      <h2 id="replays" className="text-base font-semibold">
        Replays
      </h2>
      <Card>
        <ul>
          {replays.map((replay) => (
            <li
              key={replay.replayId}
              className="relative grid gap-x-4 gap-y-0.5 border-t border-line px-4 py-2.5 text-sm transition-colors first:border-t-0 hover:bg-hover has-focus-visible:bg-hover sm:grid-cols-[minmax(0,1fr)_auto]"
            >
              <Link
                href={`/admin/dead-letters/replays/${encodeURIComponent(replay.replayId)}`}
                prefetch={false}
                className="font-medium outline-none after:absolute after:inset-0 after:rounded-lg focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
              >
                {titleOf(replay)}
              </Link>
              <RelativeTime at={replay.requestedAt} className="text-ink-soft numeric sm:text-right" />
              <span className="col-span-full text-xs text-ink-soft numeric">
                {countOf(replay.letters)}: {replay.isFinished ? '' : 'under way, '}
                {resultOf(replay)}
                {replay.isYours ? ' · by you' : ''}
              </span>
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}

/** What a replay took: a group by what failed, or everything that was open. */
export function titleOf({ signature, group }: Replay): string {
  if (signature === null) return 'All open letters';
  if (group === null) return 'A group that is empty now';
  return `${group.providerName}: ${failureWords(group.failure).headline}`;
}
