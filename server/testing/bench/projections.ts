import postgres from 'postgres';
import { youngGeneration } from '#server/local/node-options.ts';
import type { Parts } from '#server/local/parts.ts';
import { step } from '#server/local/terminal.ts';
import { tableNames } from '#server/projections/projection.ts';
import { projections as models } from '#server/projections/registry.ts';
import type { CatchUpJob, CatchUpResult, ModelRun } from './catch-up-process.ts';
import type { Findings, Measure } from './findings.ts';
import type { HistoryJob, HistoryResult } from './history-process.ts';
import { barVerificationUs, verificationUs } from './pace.ts';
import { ratioOf, type Series, seriesOf } from './statistics.ts';
import { startStore } from './store.ts';
import { rateBetween } from './timeline.ts';
import { startWorker } from './worker.ts';

const barPerSecond = 15_000;
const fullEvents = 1_000_000;
const quickEvents = 200_000;
const rounds = 3;

/**
 * How fast all read models catch up from nothing over a generated history, whether the last events of a big store take
 * longer than the first of a small one, how fast they read on afterwards, and what that needs. Throws when a read model
 * says another number of events than the store has.
 */
export async function projections(
  parts: Parts,
  options: { quick: boolean; events: number | null },
): Promise<Findings> {
  const events = options.events ?? (options.quick ? quickEvents : fullEvents);
  // A multiple of any chunk, so that it ends where marks are.
  const small = Math.min(100_000, Math.floor(events / 4 / 10_000) * 10_000);
  if (small === 0) throw new RangeError('there must be 40,000 events at least');
  const { databases, secrets } = await startStore(parts);
  const admin = postgres(databases.migration, { max: 1, onnotice: () => undefined });
  await parts.add('the connection', () => admin.end());
  const all = events + small;
  await step(`${all.toLocaleString('en')} events`, () =>
    fill(parts, { url: databases.app, secrets, events: all }),
  );
  await admin`vacuum analyze`;

  // As the server runs that `npm start` starts.
  const worker = startWorker<CatchUpJob, CatchUpResult>(new URL('catch-up-process.ts', import.meta.url), [
    youngGeneration,
  ]);
  await parts.add('the catch-up process', worker.stop);
  const readOn = (upTo: number | null) => worker.ask({ url: databases.app, secrets, upTo });
  const catchUp = async (upTo: number) => {
    await forgetRows(admin);
    return await readOn(upTo);
  };
  const few = await positionOf(admin, small);
  const many = await positionOf(admin, events);
  await step('Warm up', () => catchUp(few));
  const first: CatchUpResult[] = [];
  for (let round = 1; round <= rounds; round += 1)
    first.push(await step(`First ${small / 1000} k, round ${round} of ${rounds}`, () => catchUp(few)));
  const before = verificationUs();
  const whole = await step(`${events.toLocaleString('en')} of them`, () => catchUp(many));
  const pace = seriesOf([before, verificationUs()]);
  const more = await step('The rest', () => readOn(null));
  await checkRows(admin, all);
  return findings({ events, small, first, whole, pace, more });
}

async function fill(parts: Parts, job: HistoryJob): Promise<void> {
  const writer = startWorker<HistoryJob, HistoryResult>(new URL('history-process.ts', import.meta.url));
  await parts.add('the history process', writer.stop);
  await writer.ask(job);
  await writer.stop();
}

/** As in an installation that has folded nothing yet. */
async function forgetRows(admin: postgres.Sql): Promise<void> {
  const tables = models.flatMap((model) => tableNames(model).map((name) => `read_models.${name}`));
  await admin`truncate ${admin(tables)}, projections`;
  await admin`checkpoint`;
}

async function positionOf(admin: postgres.Sql, count: number): Promise<number> {
  const [row] = await admin<{ position: number }[]>`
    select position::int from events order by position offset ${count - 1} limit 1`;
  if (!row) throw new Error(`the store has fewer than ${count} events`);
  return row.position;
}

/** Throws unless every event is in the ledger once, and every one about a message in its row. */
async function checkRows(admin: postgres.Sql, events: number): Promise<void> {
  const [found] = await admin<Record<'chained' | 'folded' | 'about' | 'behind', number>[]>`
    select
      (select sum(events)::int from read_models.ledger) as chained,
      (select sum(cardinality(positions))::int from read_models.messages) as folded,
      (select count(*)::int from events where type like 'Message%') as about,
      (select count(*)::int from projections where position < (select max(position) from events)) as behind`;
  if (found?.chained !== events || found.folded !== found.about || found.behind > 0) {
    throw new Error(
      `The rows do not tell what ${events} events do: ${JSON.stringify(found)}. The bench is void.`,
    );
  }
}

function findings(measured: {
  events: number;
  small: number;
  first: readonly CatchUpResult[];
  whole: CatchUpResult;
  /** Of the machine before and after the whole: microseconds a verification. */
  pace: Series;
  /** On top of the whole. */
  more: CatchUpResult;
}): Findings {
  const { events, small, first, whole, pace, more } = measured;
  const rate = (result: CatchUpResult, from: number, to: number) =>
    rateBetween(
      Object.values(result.models).map(({ marks }) => marks),
      { from, to },
    );
  const end = Math.floor(events / small) * small;
  const all = seriesOf([(events * 1000) / whole.tookMs]);
  const readMs = Math.max(...Object.values(whole.models).map(({ marks }) => marks.at(-1)?.atMs ?? 0));
  const atStart = seriesOf(first.map((result) => rate(result, 0, small)));
  const atEnd = seriesOf(first.map((_, n) => rate(whole, end - (n + 1) * small, end - n * small)));
  const inThousands = `${small / 1000} k`;
  const half = Math.ceil(whole.memoryMb.length / 2);
  return {
    bench: 'projections',
    measures: [
      perSecond(`${models.length} read models, all events`, all),
      {
        name: '  time to make indexes at its end',
        unit: 's',
        series: seriesOf([(whole.tookMs - readMs) / 1000]),
      },
      perSecond(`  the first ${inThousands} of a small store`, atStart),
      perSecond(`  the last ${inThousands} three times over`, atEnd),
      perSecond(`  the next ${inThousands}, with every index`, seriesOf([(small * 1000) / more.tookMs])),
      { name: 'one P-256 verification beside it', unit: 'µs', series: pace },
      { name: 'memory of the process', unit: 'MB', series: seriesOf(whole.memoryMb) },
      ...shares(whole.models, events),
    ],
    verdicts: [
      { name: 'catch-up, all read models', bar: barPerSecond, format: 'per second', series: all },
      {
        name: `  at the pace of ${barVerificationUs} µs a verification`,
        bar: barPerSecond,
        format: 'per second',
        series: seriesOf(pace.rounds.map((us) => (all.median * us) / barVerificationUs)),
      },
      { name: 'rate of the last : the first', bar: 0.9, format: 'percent', series: ratioOf(atEnd, atStart) },
      {
        name: 'peak memory, first half : second half',
        bar: 0.8,
        format: 'percent',
        series: ratioOf(peak(whole.memoryMb.slice(0, half)), peak(whole.memoryMb.slice(half))),
      },
    ],
    notes: [
      `${events.toLocaleString('en')} events appended through the event store, then folded from nothing, indexes included. ` +
        'Every one is in the ledger once, and in the row of its message if it has one.',
      `The bar was set where one verification takes ${barVerificationUs} µs. The second line reckons with how fast this machine is now.`,
    ],
  };
}

function perSecond(name: string, series: Series): Measure {
  return { name, unit: 'events/s', series };
}

function peak(memoryMb: readonly number[]): Series {
  return seriesOf([Math.max(...memoryMb)]);
}

/** Where the time goes, the most first. Read models wait for Postgres side by side, so it adds up to more than there is. */
function shares(runs: Readonly<Record<string, ModelRun>>, events: number): Measure[] {
  return Object.entries(runs)
    .toSorted(([, a], [, b]) => b.busyMs - a.busyMs)
    .map(([name, { busyMs }]) => ({
      name: `  time with ${name}`,
      unit: 'µs/event',
      series: seriesOf([(busyMs * 1000) / events]),
    }));
}
