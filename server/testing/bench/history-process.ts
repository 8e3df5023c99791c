import { openDatabase } from '#db/client.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import type { StoreSecrets } from '#server/event-store/sealing.ts';
import { history, take } from './history.ts';
import { serveJobs } from './worker.ts';

/** Appends the first so many events of a generated history. */
export interface HistoryJob {
  readonly url: string;
  readonly secrets: StoreSecrets;
  readonly events: number;
}

export interface HistoryResult {
  readonly perSecond: number;
}

const eventsPerAppend = 1_000;
/** So much is sealed here while as much is written there. */
const appendsAtOnce = 3;

serveJobs<HistoryJob, HistoryResult>(async ({ url, secrets, events }) => {
  const { sql, close } = openDatabase(url, { max: appendsAtOnce, applicationName: 'bench history' });
  try {
    const eventStore = openEventStore(sql, secrets);
    const began = performance.now();
    const source = history(eventStore);
    let left = events;
    const appendSome = async () => {
      while (left > 0) {
        const batch = take(source, Math.min(left, eventsPerAppend));
        left -= batch.length;
        const { appended } = await eventStore.append(batch);
        if (appended !== batch.length) throw new Error('the generated history says something twice');
      }
    };
    await Promise.all(Array.from({ length: appendsAtOnce }, appendSome));
    return { perSecond: (events * 1000) / (performance.now() - began) };
  } finally {
    await close();
  }
});
