import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { EventRange, RangeReader } from './event-store.ts';
import { eventsFromText } from './event-text.ts';
import type { StoreSecrets } from './sealing.ts';

/** What a thread needs to read the store by itself. */
export interface ReadingPlace {
  /** Of the database. */
  readonly url: string;
  readonly secrets: StoreSecrets;
}

export type Question = { readonly id: number; readonly range: EventRange } | 'close';

export interface Answer {
  readonly id: number;
  /** Null where it failed. */
  readonly text: string | null;
}

/** What is read lives until it is text. More was measured to be no faster. */
const youngMegabytes = 24;

/**
 * Starts a thread that reads and opens events, which is two fifths of the work of whoever folds many. What fails there is
 * read `here`: errors are those of this process then, and where the thread ends, it is only slower.
 */
export function readAhead(
  place: ReadingPlace,
  here: (range: EventRange) => Promise<readonly StoredEvent[]>,
): RangeReader {
  const thread = new Worker(new URL('./reading-thread.ts', import.meta.url), {
    ...readsTypeScript(),
    workerData: place,
    resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
  });
  const waiting = new Map<number, (text: string | null) => void>();
  let asked = 0;
  let isOver = false;
  const answer = ({ id, text }: Answer) => {
    waiting.get(id)?.(text);
    waiting.delete(id);
  };
  thread.on('message', answer);
  thread.on('error', ({ name }) => {
    process.emitWarning(
      `The thread that reads events ended with ${name}; they are read in the main one now.`,
    );
  });
  thread.on('exit', () => {
    isOver = true;
    for (const id of waiting.keys()) answer({ id, text: null });
  });
  return {
    async readRange(range) {
      const text = await new Promise<string | null>((resolve) => {
        if (isOver) return resolve(null);
        asked += 1;
        waiting.set(asked, resolve);
        thread.postMessage({ id: asked, range } satisfies Question);
      });
      return text === null ? await here(range) : eventsFromText(text);
    },
    async close() {
      if (isOver) return;
      const exited = once(thread, 'exit');
      thread.postMessage('close' satisfies Question);
      await exited;
    },
  };
}

/** Next bundles the thread's file as JavaScript. Elsewhere it is read as it is, by tsx, which threads must be told of. */
function readsTypeScript(): WorkerOptions {
  // biome-ignore lint/style/noProcessEnv: which of the two it is, Next tells the code that it bundles and nobody sets.
  if (process.env.NEXT_RUNTIME) return {};
  return { execArgv: ['--import', fileURLToPath(new URL('../local/tsx-in-thread.mjs', import.meta.url))] };
}
