'use client';

import { createContext, type ReactNode, useCallback, useContext, useSyncExternalStore } from 'react';

const TICK_MS = 5000;
const Start = createContext(0);

let nowMs = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const watchers = new Set<() => void>();

/** One clock for every relative time. `startMs` is the server's, so that both render the same first page. */
export function Clock({ startMs, children }: { startMs: number; children: ReactNode }) {
  return <Start value={startMs}>{children}</Start>;
}

/** Milliseconds since 1970, renewed every few seconds. */
export function useNow(): number {
  const startMs = useContext(Start);
  const atStart = useCallback(() => startMs, [startMs]);
  return useSyncExternalStore(watch, current, atStart);
}

/** False on the server and in the first render, where the viewer's time zone is not known. */
export function useZoneKnown(): boolean {
  return useSyncExternalStore(
    noChange,
    () => true,
    () => false,
  );
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  nowMs = Date.now();
  for (const watcher of watchers) watcher();
}

function current(): number {
  if (nowMs === 0) nowMs = Date.now();
  return nowMs;
}

function noChange(): () => void {
  return () => {};
}
