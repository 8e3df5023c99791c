import { setTimeout as delay } from 'node:timers/promises';
import type { EngineContext } from './engine-context.ts';
import { type AppState, register, SyncError, syncApp } from './sync.ts';

const RETRY_MS = 250;
const LONGEST_RETRY_MS = 2_000;

export interface AppSync {
  /** Begins to ask the apps, and goes on until stopped. */
  start(): void;
  /** Asks all configured apps now; throws the first problem after all have been asked. */
  syncAll(): Promise<void>;
  /** Asks one app soon, because it did not know a function. */
  request(appUrl: string): void;
  /** Takes over what an app announced by itself. */
  accept(appUrl: string, appId: string, functions: readonly unknown[]): Promise<void>;
  states(): readonly AppState[];
  stop(): Promise<void>;
}

/** Keeps the engine's functions in step with the apps: often until an app has answered, then every `intervalMs`. */
export function createAppSync(
  context: EngineContext,
  appUrls: readonly string[],
  intervalMs: number,
  onSynced: (appUrl: string) => void,
): AppSync {
  const states = new Map<string, AppState>();
  const busy = new Map<string, Promise<void>>();
  const stopping = new AbortController();

  const syncOne = async (appUrl: string) => {
    try {
      states.set(appUrl, await syncApp(context, appUrl));
      onSynced(appUrl);
    } catch (error) {
      noteFailure(context, states, appUrl, error);
      throw error;
    }
  };
  // A second request for an app that is being asked joins the first.
  const sync = (appUrl: string) => {
    const running = busy.get(appUrl) ?? syncOne(appUrl).finally(() => busy.delete(appUrl));
    busy.set(appUrl, running);
    return running;
  };
  let loops: Promise<void>[] = [];

  return {
    start: () => {
      loops = appUrls.map((appUrl) => keepInStep(() => sync(appUrl), intervalMs, stopping.signal));
    },
    syncAll: async () => {
      const results = await Promise.allSettled(appUrls.map(sync));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    },
    request: (appUrl) => void sync(appUrl).catch(() => {}),
    accept: async (appUrl, appId, functions) => {
      refuseForeign(appUrl, appUrls);
      states.set(appUrl, await register(context, appUrl, appId, functions));
      onSynced(appUrl);
    },
    states: () => [...appUrls.filter((url) => !states.has(url)).map(unsynced), ...states.values()],
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
      await Promise.allSettled(busy.values());
    },
  };
}

async function keepInStep(sync: () => Promise<void>, intervalMs: number, signal: AbortSignal): Promise<void> {
  let retryMs = RETRY_MS;
  while (!signal.aborted) {
    const synced = await sync().then(
      () => true,
      () => false,
    );
    const waitMs = synced ? intervalMs : Math.min(retryMs, intervalMs);
    retryMs = synced ? RETRY_MS : Math.min(retryMs * 2, LONGEST_RETRY_MS);
    await delay(waitMs, undefined, { signal, ref: false }).catch(() => {});
  }
}

function noteFailure(
  context: EngineContext,
  states: Map<string, AppState>,
  appUrl: string,
  error: unknown,
): void {
  const message = error instanceof SyncError ? error.message : 'The database cannot be reached.';
  const before = states.get(appUrl);
  // The same problem comes back at every try; it is told once.
  if (before?.error !== message)
    context.logger.warn({ appUrl, problem: message }, 'An app could not be synced.');
  states.set(appUrl, { ...(before ?? unsynced(appUrl)), error: message });
}

function unsynced(appUrl: string): AppState {
  return { appUrl, functions: 0, error: 'Not synced yet.' };
}

// Whatever is registered will be called, so a stranger must not be able to point the engine anywhere.
function refuseForeign(appUrl: string, appUrls: readonly string[]): void {
  const { hostname } = new URL(appUrl);
  const trusted = new Set([
    '127.0.0.1',
    'localhost',
    '[::1]',
    ...appUrls.map((url) => new URL(url).hostname),
  ]);
  if (!trusted.has(hostname)) throw new SyncError(`The engine does not call apps on "${hostname}".`);
}
