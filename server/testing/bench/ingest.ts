import { instantFromMs } from '#server/domain/instant.ts';
import type { Parts } from '#server/local/parts.ts';
import type { Provider } from '#server/providers/provider.ts';
import { providers } from '#server/providers/registry.ts';
import { checkStored, checkTutorialStored } from './exactly-once.ts';
import type { Findings, Measure } from './findings.ts';
import { type IngestTargets, startTargets, type Target, type Turn } from './ingest-targets.ts';
import { startInstallation } from './installation.ts';
import { percentile, ratioOf, seriesOf } from './statistics.ts';
import { reportsOf, type Unit } from './traffic.ts';

interface Plan {
  readonly rounds: number;
  readonly warmUpMs: number;
  /** How long each target is measured in each round: short turns, so that a disturbance hits all of them. */
  readonly turnMs: Readonly<Record<Unit, number>>;
  /** More than can be sent in that time. */
  readonly prepared: Readonly<Record<Unit, number>>;
}

const fullPlan: Plan = {
  ...{ rounds: 5, warmUpMs: 3_000 },
  ...{ turnMs: { batch: 1_500, single: 1_200 }, prepared: { batch: 50, single: 3_000 } },
};
const quickPlan: Plan = {
  ...{ rounds: 3, warmUpMs: 1_500 },
  ...{ turnMs: { batch: 700, single: 700 }, prepared: { batch: 30, single: 1_500 } },
};
const connections: Readonly<Record<Unit, number>> = { batch: 4, single: 16 };

/**
 * How fast signed webhooks become durable events, against the tutorial's way, against the bare inserts of the same
 * Postgres, and against an empty route of the same build. The targets take turns in each round. Throws when the
 * store does not hold exactly what was acknowledged.
 */
export async function ingest(parts: Parts, options: { quick: boolean; engine: boolean }): Promise<Findings> {
  const plan = options.quick ? quickPlan : fullPlan;
  const provider = batchingProvider();
  const installation = await startInstallation(parts, options);
  const targets = await startTargets(parts, installation, provider, connections.batch);
  const batches = await measure(targets, plan, 'batch', ['webhook', 'tutorial', 'raw_unique', 'raw_plain']);
  const singles = await measure(targets, plan, 'single', ['webhook', 'empty']);
  const stored = await checkStored(installation.adminUrl, targets.acknowledged());
  await checkTutorialStored(installation.otherUrl, targets.tutorialEvents());
  return {
    ...results(batches, singles),
    bench: 'ingest',
    notes: [
      `${stored.toLocaleString('en')} acknowledged events are in the store, once each. ${plan.rounds} rounds; ` +
        `${connections.batch} connections with batches, ${connections.single} with single events; ` +
        `${Math.round(targets.bytesPerEvent())} bytes an event; job engine ${options.engine ? 'running' : 'off'}.`,
    ],
  };
}

function batchingProvider(): Provider {
  const now = instantFromMs(Date.now());
  const provider = providers.find(({ rehearsal }) => {
    const requests = rehearsal.requests(reportsOf('batch', 0, now), {
      secret: rehearsal.credentials().secret,
      signedAt: now,
      url: 'https://earshot.test',
    });
    return requests.length === 1;
  });
  if (!provider) throw new Error('no provider takes many reports in one request');
  return provider;
}

type Turns<T extends Target> = Readonly<Record<T, readonly Turn[]>>;

/** Each target's turns, one a round. Every other round goes the other way round, and the warm-up does not count. */
async function measure<T extends Target>(
  targets: IngestTargets,
  plan: Plan,
  unit: Unit,
  names: readonly T[],
): Promise<Turns<T>> {
  const turns: [T, Turn][] = [];
  for (let round = 0; round <= plan.rounds; round += 1) {
    const isWarmUp = round === 0;
    await targets.prepare(unit, plan.prepared[unit] * (isWarmUp ? 2 : 1));
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const forMs = isWarmUp ? plan.warmUpMs : plan.turnMs[unit];
      const turn = await targets.run(name, { connections: connections[unit], forMs });
      if (!isWarmUp) turns.push([name, turn]);
    }
  }
  const turnsOf = (name: T) => turns.flatMap(([of, turn]) => (of === name ? [turn] : []));
  // Safe: the names are the keys, which Object.fromEntries does not see.
  return Object.fromEntries(names.map((name) => [name, turnsOf(name)])) as unknown as Turns<T>;
}

function results(
  batches: Turns<'webhook' | 'tutorial' | 'raw_unique' | 'raw_plain'>,
  singles: Turns<'webhook' | 'empty'>,
): Pick<Findings, 'measures' | 'verdicts'> {
  const events = rate('signed batches of 1,000', 'events/s', batches.webhook);
  const tutorial = rate('  tutorial server', 'events/s', batches.tutorial);
  const bare = rate('  bare inserts, same keys', 'events/s', batches.raw_unique);
  const requests = rate('one-event webhooks', 'requests/s', singles.webhook);
  const empty = rate('  empty route', 'requests/s', singles.empty);
  const against = (above: Measure, below: Measure) => ratioOf(above.series, below.series);
  return {
    measures: [
      ...[events, ...latencies(batches.webhook), tutorial, ...latencies(batches.tutorial), bare],
      rate('  bare inserts, primary key only', 'events/s', batches.raw_plain),
      ...[requests, ...latencies(singles.webhook), empty, ...latencies(singles.empty)],
    ],
    verdicts: [
      { name: 'batches : tutorial server', bar: 8, format: 'times', series: against(events, tutorial) },
      { name: 'batches : bare inserts', bar: 0.5, format: 'percent', series: against(events, bare) },
      {
        name: 'one-event webhooks : empty route',
        bar: 0.7,
        format: 'percent',
        series: against(requests, empty),
      },
    ],
  };
}

function rate(name: string, unit: string, turns: readonly Turn[]): Measure {
  return { name, unit, series: seriesOf(turns.map(({ perSecond }) => perSecond)) };
}

function latencies(turns: readonly Turn[]): Measure[] {
  return [50, 99].map((p) => ({
    name: `    latency p${p}`,
    unit: 'ms',
    series: seriesOf(turns.map(({ latenciesMs }) => percentile(latenciesMs, p))),
  }));
}
