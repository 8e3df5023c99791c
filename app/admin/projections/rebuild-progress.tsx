'use client';

import { Hourglass, LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { useNow } from '#app/components/clock.tsx';
import { RelativeTime } from '#app/components/moment.tsx';
import { spanText } from '#app/components/time-format.ts';
import type { ReadModel } from './read-model.ts';
import { nameOf } from './words.ts';

/** Longer than this without a batch, and the run that read has probably ended. */
const SILENCE_MS = 60_000;

/** How far a rebuild has come and how long it will take, or that it is asked for. */
export function RebuildProgress({ model, children }: { model: ReadModel; children: ReactNode }) {
  const { newestPosition } = model;
  const reading = readingOf(model);
  const position = positionOf(model);
  const isSilent = useNow() - Date.parse(reading?.copy?.movedAt ?? '') > SILENCE_MS;
  const Icon = isSilent ? Hourglass : LoaderCircle;
  const isRead = reading !== null && position === newestPosition;
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="flex items-center gap-2 text-sm font-medium">
          <Icon
            aria-hidden
            className={isSilent ? 'size-4 text-warn' : 'size-4 text-accent motion-safe:animate-spin'}
          />
          {isSilent ? 'Nobody reads on. Another run takes over within two minutes.' : phaseOf(model)}
        </p>
        <span className="text-xs text-ink-soft numeric">
          {position.toLocaleString('en')} of {newestPosition.toLocaleString('en')}
        </span>
      </div>
      <progress
        aria-label={`Rebuild of ${nameOf(model.name)}`}
        value={position}
        max={Math.max(newestPosition, 1)}
        className="h-2 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent [&::-webkit-progress-value]:transition-[width]"
      />
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5 text-xs text-ink-soft">
        <p className="min-w-0 flex-1 basis-56 text-pretty numeric">
          {reading !== null && (
            <>
              Begun <RelativeTime at={reading.startedAt} />
              {reading.remainingMs !== null && !isRead && `, about ${remaining(reading.remainingMs)} left`}.{' '}
              {why(reading)} The live rows stay in use.
            </>
          )}
        </p>
        {children}
      </div>
    </div>
  );
}

function readingOf({ rebuild }: ReadModel) {
  return rebuild?.status === 'reading' ? rebuild : null;
}

function positionOf(model: ReadModel): number {
  return Math.min(readingOf(model)?.copy?.position ?? 0, model.newestPosition);
}

function phaseOf(model: ReadModel): string {
  if (model.open.rebuild === 'abort') return 'Aborting';
  if (readingOf(model) === null) return 'Asked for. The engine begins in a moment.';
  return positionOf(model) === model.newestPosition ? 'Read. Comparing' : 'Reading the stored events';
}

function remaining(ms: number): string {
  return ms < 1_000 ? 'a second' : spanText(Math.round(ms / 1_000) * 1_000);
}

function why({ request, version, liveVersion }: NonNullable<ReadModel['rebuild']>): string {
  if (request !== null) return `Reason: ${request.reason}.`.replace(/([.!?])\.$/, '$1');
  return `This version of Earshot folds it otherwise (logic ${version}, before ${liveVersion}).`;
}
