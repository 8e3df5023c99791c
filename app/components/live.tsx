'use client';

import { type QueryMeta, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { createRefresher } from './refresher.ts';

declare module '@tanstack/react-query' {
  interface Register {
    /** `live` names the read models that a query shows, so that it is refetched when one of them changes. */
    queryMeta: { live?: string | readonly string[] };
  }
}

/** `live`: hints arrive. `connecting`: not yet, or not any more. `polling`: we ask every few seconds instead. */
export type LiveState = 'live' | 'connecting' | 'polling';

const REFRESH_GAP_MS = 250;
const POLL_MS = 15_000;
const PATIENCE_MS = 4000;

const Live = createContext<LiveState>('connecting');

export function useLiveState(): LiveState {
  return useContext(Live);
}

/**
 * Listens for hints that a read model changed, and refetches the queries on screen whose `meta.live` names it.
 * Where the stream cannot be had, it asks again at intervals. It looks at most once in `gapMs`.
 */
export function LiveProvider({ gapMs = REFRESH_GAP_MS, children }: { gapMs?: number; children: ReactNode }) {
  const queryClient = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');

  useEffect(() => {
    const changed = new Set<string>();
    const refresher = createRefresher(
      () => {
        const names = new Set(changed);
        changed.clear();
        return queryClient.invalidateQueries({ predicate: ({ meta }) => concerns(meta, names) });
      },
      { gapMs, ready: () => document.visibilityState === 'visible' },
    );
    const look = (projection: string) => {
      changed.add(projection);
      refresher.request();
    };
    const connection = connect(look, setState);
    document.addEventListener('visibilitychange', refresher.wake);
    return () => {
      document.removeEventListener('visibilitychange', refresher.wake);
      refresher.stop();
      connection.close();
    };
  }, [queryClient, gapMs]);

  return <Live value={state}>{children}</Live>;
}

function concerns(meta: QueryMeta | undefined, names: ReadonlySet<string>): boolean {
  const live = meta?.live ?? [];
  const wanted = typeof live === 'string' ? [live] : live;
  return wanted.length > 0 && (names.has('*') || wanted.some((name) => names.has(name)));
}

function connect(look: (projection: string) => void, setState: (state: LiveState) => void) {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let poll: ReturnType<typeof setInterval> | undefined;
  let patience: ReturnType<typeof setTimeout> | undefined;

  const fallBack = () => {
    setState('polling');
    poll ??= setInterval(() => look('*'), POLL_MS);
  };
  const open = () => {
    source?.close();
    source = new EventSource('/api/live');
    source.onopen = () => {
      clearTimeout(patience);
      clearInterval(poll);
      patience = undefined;
      poll = undefined;
      setState('live');
      // Whatever happened while nobody listened.
      look('*');
    };
    source.onmessage = (hint: MessageEvent<string>) => look(hint.data);
    source.onerror = () => {
      // The stream ends by itself every few minutes and is back within a second: no reason to alarm anybody.
      patience ??= setTimeout(fallBack, PATIENCE_MS);
      // After an HTTP error the browser does not try again.
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, POLL_MS);
    };
  };
  patience = setTimeout(fallBack, PATIENCE_MS);
  open();
  return {
    close: () => {
      source?.close();
      clearTimeout(retry);
      clearTimeout(patience);
      clearInterval(poll);
    },
  };
}
