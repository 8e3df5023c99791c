'use client';

import clsx from 'clsx';
import { CheckCheck, Hourglass, LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import { useNow } from '#app/components/clock.tsx';
import { RelativeTime } from '#app/components/moment.tsx';
import { countOf } from './letter-count.ts';
import { type Replay, resultOf } from './use-replays.ts';

/** Longer than this without a first result, and the engine has probably not heard of it. */
const PATIENCE_MS = 20_000;

interface ReplayProgressProps {
  replay: Replay;
  /** True on the replay's own page. */
  isHere?: boolean;
}

/** How far a replay has come, or what came of it, with the way to its letters. */
export function ReplayProgress({ replay, isHere = false }: ReplayProgressProps) {
  return (
    <div className={clsx('grid gap-2 pt-4 text-sm', !isHere && 'border-t border-line')}>
      {replay.isFinished ? (
        <Result replay={replay} isHere={isHere} />
      ) : (
        <Running replay={replay} isHere={isHere} />
      )}
    </div>
  );
}

function Result({ replay, isHere }: Required<ReplayProgressProps>) {
  return (
    <div className="flex items-start gap-2">
      <CheckCheck aria-hidden className="mt-0.5 size-4 text-good" />
      <p className="flex min-w-0 flex-wrap items-baseline gap-x-2 gap-y-0.5">
        <span className="font-medium numeric">
          {isHere ? 'Ended' : 'Last replay'}: {resultOf(replay)}
        </span>
        <span className="text-xs text-ink-soft">
          {replay.isYours ? 'by you, ' : ''}
          <RelativeTime at={replay.requestedAt} />
        </span>
        {!isHere && <ResultsLink replay={replay} />}
      </p>
    </div>
  );
}

function Running({ replay, isHere }: Required<ReplayProgressProps>) {
  const done = replay.read + replay.unreadable;
  // Letters may have arrived while it was being asked for.
  const share = Math.min(done, replay.letters);
  const isWaiting = useNow() - Date.parse(replay.requestedAt) > PATIENCE_MS && done === 0;
  const Icon = isWaiting ? Hourglass : LoaderCircle;
  return (
    <>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <p className="flex items-center gap-2 font-medium">
          <Icon
            aria-hidden
            className={isWaiting ? 'size-4 text-warn' : 'size-4 text-accent motion-safe:animate-spin'}
          />
          {isWaiting ? 'Waiting for the engine' : 'Replaying'}
        </p>
        <span className="text-xs text-ink-soft numeric">
          {done.toLocaleString('en')} of {countOf(replay.letters)}
        </span>
      </div>
      <progress
        aria-label="Letters read again"
        value={share}
        max={Math.max(replay.letters, 1)}
        className="h-2 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent [&::-webkit-progress-value]:transition-[width]"
      />
      <p className="flex flex-wrap gap-x-2 text-xs text-ink-soft">
        <span className="numeric">{resultOf(replay)} so far.</span>
        <span>
          {isWaiting
            ? 'It has not begun. The engine looks by itself every five minutes.'
            : 'It goes on when you leave this page.'}
        </span>
        {!isHere && <ResultsLink replay={replay} />}
      </p>
    </>
  );
}

function ResultsLink({ replay }: { replay: Replay }) {
  return (
    <Link
      href={`/admin/dead-letters/replays/${encodeURIComponent(replay.replayId)}`}
      prefetch={false}
      className="text-xs font-medium text-accent underline underline-offset-2"
    >
      Result for each letter
    </Link>
  );
}
