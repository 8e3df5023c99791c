'use client';

import { trpc } from '#app/components/trpc.ts';
import { alertsInput } from './alerts-input.ts';

/** How the mail fares changes with every report; alerts are judged every five minutes. */
const LOOK_MS = 30_000;

export function useAlerts(state: 'open' | 'resolved') {
  return trpc.alerts.list.useInfiniteQuery(alertsInput(state), {
    getNextPageParam: (page) => page.nextCursor,
    meta: { live: 'alerts' },
    refetchInterval: LOOK_MS,
  });
}
export type AlertPages = ReturnType<typeof useAlerts>;

export function useWatching() {
  return trpc.alerts.watching.useQuery(undefined, { meta: { live: 'alerts' }, refetchInterval: LOOK_MS });
}

export function useMarketing() {
  // The audit keeps every pause, and is told of by itself.
  return trpc.alerts.marketing.useQuery(undefined, { meta: { live: 'audit' }, refetchInterval: LOOK_MS });
}
