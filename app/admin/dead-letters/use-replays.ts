'use client';

import type { inferRouterOutputs } from '@trpc/server';
import { useEffect, useRef } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { trpc } from '#app/components/trpc.ts';
import type { AppRouter } from '#server/trpc/router.ts';
import { countOf } from './letter-count.ts';

export type Replay = inferRouterOutputs<AppRouter>['deadLetters']['replays']['replays'][number];

const RUNNING_LOOK_MS = 1000;

/** The replays of many letters. While one is under way, it looks every second; whoever leaves and comes back sees it. */
export function useReplays() {
  const replays = trpc.deadLetters.replays.useQuery(undefined, {
    meta: { live: 'dead-letters' },
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.replays.some(isUnderWay) ? RUNNING_LOOK_MS : false),
  });
  useEndsAnnounced(replays.data?.replays);
  return replays;
}

export function isUnderWay({ isFinished }: Replay): boolean {
  return !isFinished;
}

/** `118 recovered, 14 still unreadable` */
export function resultOf({ read, unreadable, skipped }: Replay): string {
  return [
    `${read.toLocaleString('en')} recovered`,
    unreadable > 0 && `${unreadable.toLocaleString('en')} still unreadable`,
    skipped > 0 && `${skipped.toLocaleString('en')} skipped`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** Says when a replay that was seen under way has ended. */
function useEndsAnnounced(replays: readonly Replay[] | undefined): void {
  const announce = useAnnounce();
  const running = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (replays === undefined) return;
    const ended = replays.filter((replay) => replay.isFinished && running.current.has(replay.replayId));
    running.current = new Set(replays.filter(isUnderWay).map(({ replayId }) => replayId));
    for (const replay of ended)
      announce(`The replay of ${countOf(replay.letters)} has ended: ${resultOf(replay)}.`);
  }, [replays, announce]);
}
