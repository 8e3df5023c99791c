import { instantFromMs } from '#server/domain/instant.ts';
import type { Parts } from '#server/local/parts.ts';
import { freePort } from '#server/local/ports.ts';
import type { Provider, RehearsedReport } from '#server/providers/provider.ts';
import type { Installation } from './installation.ts';
import type { LoadJob, LoadResult } from './load-process.ts';
import type { RawInserted, RawInsertJob, RawTable } from './raw-insert-process.ts';
import { eventsPerBatch, reportsOf, type Unit } from './traffic.ts';
import type { TutorialJob } from './tutorial-process.ts';
import { startWorker, type Worker } from './worker.ts';

type Server = 'webhook' | 'tutorial' | 'empty';
/** What can be measured: our endpoint, two other servers, and the bare inserts. */
export type Target = Server | RawTable;

/** What a target did in one turn. */
export interface Turn {
  /** Events per second; requests per second where each has one event. */
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
}

export interface IngestTargets {
  /** Signs requests that were never sent before; every server then gets the same ones. */
  prepare(unit: Unit, count: number): Promise<void>;
  run(target: Target, load: { connections: number; forMs: number }): Promise<Turn>;
  /** What our endpoint acknowledged so far. */
  acknowledged(): readonly RehearsedReport[];
  /** How many events the tutorial's server acknowledged so far. */
  tutorialEvents(): number;
  bytesPerEvent(): number;
}

/** Starts the other server and the processes that press on the targets. */
export async function startTargets(
  parts: Parts,
  installation: Installation,
  provider: Provider,
  connections: number,
): Promise<IngestTargets> {
  const { environment, secret } = installation.credentialsOf(provider.id);
  const tutorial = startWorker<TutorialJob, { ready: true }>(new URL('tutorial-process.ts', import.meta.url));
  await parts.add('the tutorial server', tutorial.stop);
  const load = startWorker<LoadJob, LoadResult>(new URL('load-process.ts', import.meta.url));
  await parts.add('the load process', load.stop);
  const rawInsert = startWorker<RawInsertJob, RawInserted>(new URL('raw-insert-process.ts', import.meta.url));
  await parts.add('the insert process', rawInsert.stop);

  const port = await freePort();
  await tutorial.ask({ databaseUrl: installation.otherUrl, provider: provider.id, environment, port });
  await rawInsert.ask({ step: 'connect', databaseUrl: installation.rawUrl, connections });
  const urls = {
    webhook: `${installation.url}/api/webhooks/${provider.id}`,
    empty: `${installation.url}/api/health/live`,
    tutorial: `http://127.0.0.1:${port}/webhook`,
  };
  return targets({ load, rawInsert, urls, signing: { provider: provider.id, secret } });
}

function targets(given: {
  load: Worker<LoadJob, LoadResult>;
  rawInsert: Worker<RawInsertJob, RawInserted>;
  urls: Readonly<Record<Server, string>>;
  signing: { provider: string; secret: string };
}): IngestTargets {
  const since = instantFromMs(Date.now() - 3_600_000);
  const next: Record<Unit, number> = { batch: 0, single: 0 };
  let prepared: { unit: Unit; first: number; count: number } = { unit: 'batch', first: 0, count: 0 };
  const acknowledged: RehearsedReport[] = [];
  let tutorialEvents = 0;
  let bytesPerEvent = 0;

  const send = async (server: Server, load: { connections: number; forMs: number }): Promise<Turn> => {
    const fired = await given.load.ask({ step: 'fire', url: given.urls[server], ...load });
    if (fired.refusals.length > 0) throw new Error(`${server} refused: ${fired.refusals.join('; ')}`);
    const { unit, first } = prepared;
    const eventsEach = unit === 'batch' ? eventsPerBatch : 1;
    if (server === 'tutorial') tutorialEvents += fired.acknowledged.length * eventsEach;
    if (server === 'webhook') {
      for (const index of fired.acknowledged) acknowledged.push(...reportsOf(unit, first + index, since));
    }
    return { perSecond: fired.perSecond * eventsEach, latenciesMs: fired.latenciesMs };
  };
  const insert = async (table: RawTable, forMs: number): Promise<Turn> => {
    await given.rawInsert.ask({ step: 'prepare', rows: eventsPerBatch, statements: prepared.count });
    const { perSecond } = await given.rawInsert.ask({ step: 'insert', table, forMs });
    return { perSecond, latenciesMs: [] };
  };
  return {
    async prepare(unit, count) {
      prepared = { unit, first: next[unit], count };
      next[unit] += count;
      const { bytes } = await given.load.ask({ step: 'prepare', ...given.signing, ...prepared, since });
      if (unit === 'batch') bytesPerEvent = bytes / (count * eventsPerBatch);
    },
    run: (target, load) =>
      target === 'raw_unique' || target === 'raw_plain' ? insert(target, load.forMs) : send(target, load),
    acknowledged: () => acknowledged,
    tutorialEvents: () => tutorialEvents,
    bytesPerEvent: () => bytesPerEvent,
  };
}
