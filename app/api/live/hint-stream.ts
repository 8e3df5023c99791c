import type { Hints } from '#server/projections/hints.ts';

export interface HintStreamOptions {
  /** Ends the stream when the browser leaves. */
  readonly signal: AbortSignal;
  /** At most one hint for each read model in this time. */
  readonly everyMs: number;
  /** A comment this often keeps proxies from closing a quiet stream. */
  readonly heartbeatMs: number;
  /** The stream ends by itself after this, before a platform would cut it; browsers come back at once. */
  readonly lifetimeMs: number;
}

/** Server-sent events, each naming a read model that may have changed. */
export function hintStream(hints: Hints, options: HintStreamOptions): ReadableStream<Uint8Array> {
  const left = new AbortController();
  let cancelled = false;
  const gone = AbortSignal.any([left.signal, options.signal]);
  return new ReadableStream<Uint8Array>({
    async start(controller) {
      const encoder = new TextEncoder();
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const gathered = gather(
        (names) => send(names.map((name) => `data: ${name}\n\n`).join('')),
        options.everyMs,
      );
      const unsubscribe = await hints.subscribe(gathered.add);
      const heartbeat = setInterval(() => send(': still here\n\n'), options.heartbeatMs);
      const lifetime = setTimeout(() => left.abort(), options.lifetimeMs);
      const end = () => {
        unsubscribe();
        gathered.stop();
        clearInterval(heartbeat);
        clearTimeout(lifetime);
        // A browser that left has closed the stream already.
        if (!cancelled) controller.close();
      };
      if (gone.aborted) return end();
      gone.addEventListener('abort', end, { once: true });
      send('retry: 1000\n\n');
    },
    cancel() {
      cancelled = true;
      left.abort();
    },
  });
}

/** Passes names on at once, and those of the following pause together after it. */
function gather(pass: (names: readonly string[]) => void, pauseMs: number) {
  const names = new Set<string>();
  let pause: NodeJS.Timeout | null = null;
  const flush = () => {
    pause = null;
    if (names.size === 0) return;
    pass([...names]);
    names.clear();
    pause = setTimeout(flush, pauseMs);
  };
  return {
    add: (name: string) => {
      names.add(name);
      if (pause === null) flush();
    },
    stop: () => {
      if (pause !== null) clearTimeout(pause);
    },
  };
}
