'use client';

import { useEffect, useRef } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { trpc } from '#app/components/trpc.ts';
import type { ReadModel, Rebuild } from './read-model.ts';
import { isMoving } from './state.ts';
import { nameOf } from './words.ts';

const MOVING_LOOK_MS = 1000;
const RESTING_LOOK_MS = 5000;

/** How read models stand: looked at every second while something is rebuilt, and else every few seconds. */
export function useReadModels() {
  const list = trpc.projections.list.useQuery(undefined, {
    meta: { live: 'rebuilds' },
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.readModels.some(isMoving) ? MOVING_LOOK_MS : RESTING_LOOK_MS,
  });
  useEndsAnnounced(list.data?.readModels);
  return list;
}

const endings = {
  swapped: 'the new rows are in place',
  differs: 'the new rows differ, and wait for a decision',
  refused: 'it was refused, because the store is not what the ledger recorded',
  aborted: 'it was aborted',
} as const satisfies Record<Exclude<Rebuild['status'], 'reading'>, string>;

/** Says what became of a rebuild that was seen reading. */
function useEndsAnnounced(readModels: readonly ReadModel[] | undefined): void {
  const announce = useAnnounce();
  const reading = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (readModels === undefined) return;
    for (const { name, rebuild } of readModels) {
      if (rebuild === null || rebuild.status === 'reading' || !reading.current.has(name)) continue;
      announce(`Rebuild of ${nameOf(name)}: ${endings[rebuild.status]}.`);
    }
    const now = readModels.filter(({ rebuild }) => rebuild?.status === 'reading');
    reading.current = new Set(now.map(({ name }) => name));
  }, [readModels, announce]);
}
