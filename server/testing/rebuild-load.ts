import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '#server/event-store/event-store.ts';
import { listMessages } from '#server/projections/messages/queries.ts';
import { runProjection } from '#server/projections/run.ts';
import { readOn, settle, takeUpWishes } from '#server/projections/steer-rebuild.ts';
import { type RebuildStore, readModelOf } from './rebuild-store.ts';
import { sampleReport } from './sample-events.ts';

const everything = { search: '', statuses: [], wholeRecipientOnly: false };

export interface RebuildLoad {
  readonly writers: number;
  readonly readers: number;
  /** Events of one append, and how long a writer rests after it. */
  readonly batch: number;
  readonly pauseMs: number;
}

/** What was seen while `messages` was rebuilt under traffic. */
export interface LoadFindings {
  readonly status: string;
  readonly durationMs: number;
  /** Of the transaction that compares and swaps, during which live reading waits. */
  readonly settleMs: number;
  readonly appendedMeanwhile: number;
  readonly maxLagEvents: number;
  readonly maxLagMs: number;
  /** Different positions at which the live rows were seen. */
  readonly liveMoves: number;
  readonly reads: number;
  readonly readErrors: readonly string[];
  /** The fewest rows a reader ever counted, and the fewest on a first page of 50. */
  readonly fewestRows: number;
  readonly shortestPage: number;
}

/**
 * Rebuilds `messages` from the request to the swap while writers append, the live rows read on, and readers list all
 * the time. Resolves once everybody has stopped and the live rows have caught up.
 */
export async function rebuildUnderLoad(store: RebuildStore, load: RebuildLoad): Promise<LoadFindings> {
  const messages = readModelOf('messages');
  const traffic = startTraffic(store, load);
  await traffic.underWay;
  const [startedMs, appendedBefore] = [performance.now(), traffic.appended()];
  await store.wish('messages', { type: 'RequestRebuild', reason: 'to prove it under load' });
  await takeUpWishes(store.deps, messages, 'run');
  const part = { untilMs: performance.now() };
  let reading = await readOn(store.deps, messages, 'run', part);
  while (reading.position < reading.target) reading = await readOn(store.deps, messages, 'run', part);
  const settlingMs = performance.now();
  const { status } = await settle(store.deps, messages, reading.startedAt);
  const endedMs = performance.now();
  const appendedMeanwhile = traffic.appended() - appendedBefore;
  const seen = await traffic.stop();
  await runProjection(store.deps, messages);
  return {
    status,
    durationMs: Math.round(endedMs - startedMs),
    settleMs: Math.round(endedMs - settlingMs),
    appendedMeanwhile,
    ...seen,
  };
}

function startTraffic(store: RebuildStore, load: RebuildLoad) {
  const stopped = new AbortController();
  const until = stopped.signal;
  const count = { appended: 0, reads: 0 };
  const lag = { events: 0, ms: 0 };
  const positions = new Set<number>();
  const rows: number[] = [];
  const pages: number[] = [];
  const readErrors: string[] = [];
  const repeat = async (step: () => Promise<unknown>) => {
    while (!until.aborted) await step();
  };
  const write = async (writer: number) => {
    for (let n = 0; !until.aborted; n += load.batch) {
      await appendBatch(store.eventStore, { writer, n, size: load.batch });
      count.appended += load.batch;
      await pause(load.pauseMs);
    }
  };
  const read = async () => {
    try {
      const page = await listMessages(store.db, everything, { cursor: null, limit: 50 });
      pages.push(page.rows.length);
      const [counted] = await store.sql<{ n: number }[]>`select count(*)::int as n from read_models.messages`;
      rows.push(counted?.n ?? 0);
      count.reads += 1;
    } catch (error) {
      readErrors.push(error instanceof Error ? error.message : String(error));
    }
  };
  const watch = async () => {
    const report = await store.reportOf('messages', new Date().toISOString());
    lag.events = Math.max(lag.events, report.lag.events);
    lag.ms = Math.max(lag.ms, report.lag.ms);
    positions.add(report.position);
  };
  const all = Promise.all([
    ...Array.from({ length: load.writers }, (_, writer) => write(writer)),
    ...Array.from({ length: load.readers }, () => repeat(read)),
    repeat(() => runProjection(store.deps, readModelOf('messages'))),
    repeat(watch),
  ]);
  return {
    underWay: read(),
    appended: () => count.appended,
    async stop() {
      stopped.abort();
      await all;
      return {
        maxLagEvents: lag.events,
        maxLagMs: lag.ms,
        liveMoves: positions.size,
        reads: count.reads,
        readErrors,
        fewestRows: Math.min(...rows),
        shortestPage: Math.min(...pages),
      };
    },
  };
}

/** Reports on messages of this writer alone, each heard of several times. */
function appendBatch(
  eventStore: EventStore,
  { writer, n, size }: { readonly writer: number; readonly n: number; readonly size: number },
) {
  const first = 10_000_000 * (writer + 1) + n;
  return eventStore.append(
    Array.from({ length: size }, (_, i) =>
      sampleReport(first + i, { messageId: `w-${writer}-${Math.floor((n + i) / 3)}` }),
    ),
  );
}
