import { openDatabase } from '#db/client.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import type { StoreSecrets } from '#server/event-store/sealing.ts';
import type { ReadModel } from '#server/projections/projection.ts';
import { projections } from '#server/projections/registry.ts';
import { runProjections } from '#server/projections/run-projections.ts';
import type { Mark } from './timeline.ts';
import { serveJobs } from './worker.ts';

/** Lets every read model read on, to a position or to the end of the store. */
export interface CatchUpJob {
  readonly url: string;
  readonly secrets: StoreSecrets;
  readonly upTo: number | null;
}

export interface CatchUpResult {
  /** By read model. */
  readonly models: Readonly<Record<string, ModelRun>>;
  /** Until every read model had read everything, and its indexes. */
  readonly tookMs: number;
  /** Of this process, twice a second. */
  readonly memoryMb: readonly number[];
}

export interface ModelRun {
  readonly marks: readonly Mark[];
  /** Time between being given events and having written their rows, waiting for Postgres included. */
  readonly busyMs: number;
}

const sampleEveryMs = 500;

serveJobs<CatchUpJob, CatchUpResult>(async ({ url, secrets, upTo }) => {
  const { sql, close } = openDatabase(url, { applicationName: 'bench catch-up' });
  const memoryMb: number[] = [];
  const sample = () => memoryMb.push(process.memoryUsage().rss / 1e6);
  const sampling = setInterval(sample, sampleEveryMs);
  try {
    const eventStore = openEventStore(sql, secrets, { url });
    const limited = upTo === null ? eventStore : { ...eventStore, safePosition: async () => upTo };
    const watched = projections.map(watch);
    const began = performance.now();
    await runProjections(
      { sql, eventStore: limited },
      watched.map(({ model }) => model),
    );
    const tookMs = performance.now() - began;
    sample();
    const models = Object.fromEntries(watched.map(({ model, run }) => [model.name, run]));
    return { models, tookMs, memoryMb };
  } finally {
    clearInterval(sampling);
    await close();
  }
});

/** Notes when the read model has taken in how much. */
function watch(model: ReadModel): { model: ReadModel; run: ModelRun } {
  const began = performance.now();
  const run = { marks: [] as Mark[], busyMs: 0 };
  let events = 0;
  const apply: ReadModel['apply'] = async (batch) => {
    const since = performance.now();
    const changed = await model.apply(batch);
    const now = performance.now();
    events += batch.events.length + batch.links.length;
    run.marks.push({ events, atMs: now - began });
    run.busyMs += now - since;
    return changed;
  };
  return { model: { ...model, apply }, run };
}
