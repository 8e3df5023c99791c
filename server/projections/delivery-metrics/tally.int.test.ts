import { getTableColumns, getTableName } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase, type Transaction } from '#db/client.ts';
import { deliveryMetrics } from '#db/schema/delivery-metrics.ts';
import { historicEvent } from '#server/domain/event-history.ts';
import { foldMessage, type StoredMessageEvent } from '#server/domain/message/evolve.ts';
import {
  afterErasure,
  historic,
  historicConversion,
  historicRequest,
  historicSkip,
} from '#server/domain/message/message-history.ts';
import { reportKinds } from '#server/domain/message/report.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { advanceRebuild, beginRebuild, settleRebuild } from '#server/projections/rebuild.ts';
import { runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { measures } from './measures.ts';
import { deliveryTally } from './tally.ts';

let test: TestDatabase;
let database: Database;

const model = readModelOf('messages');

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

beforeEach(() => database.sql.begin(empty));

async function empty(sql: Transaction): Promise<void> {
  for (const table of model.tables) await sql`delete from read_models.${sql(getTableName(table))}`;
}

const apply = (sql: Transaction, events: readonly StoredEvent[]) =>
  model.apply({ sql, schema: 'read_models', events, links: [] });

/** Sums by what they are counted by, as text. A row in which all are 0 is a sum called nothing. */
type Totals = Readonly<Record<string, number>>;

const isSum = (property: string) =>
  property === 'convertedMicros' || measures.some((one) => one === property);
const columns = Object.entries(getTableColumns(deliveryMetrics));
const keys = columns.filter(([property]) => !isSum(property));
const sums = columns.filter(([property]) => isSum(property));

async function totals(sql: Transaction): Promise<Totals> {
  const all: Record<string, number> = {};
  for (const row of await sql`select * from read_models.delivery_metrics`) {
    const hour = new Date(row.hour).toISOString();
    const key = keys.map(([property, { name }]) => (property === 'hour' ? hour : row[name])).join(' | ');
    const changed = sums.filter(([, { name }]) => Number(row[name]) !== 0);
    for (const [property, { name }] of changed) all[`${key} | ${property}`] = Number(row[name]);
    if (changed.length === 0) all[`${key} | nothing`] = 0;
  }
  return all;
}

/** The same from the events alone, without a table and without differences. */
function recomputed(events: readonly StoredMessageEvent[]): Totals {
  const all: Record<string, number> = {};
  for (const messageId of new Set(events.map((event) => event.data.messageId))) {
    const message = foldMessage(events.filter((event) => event.data.messageId === messageId));
    for (const contribution of deliveryTally.contributions(message)) {
      const key = keys.map(([property]) => contribution.key[property]).join(' | ');
      for (const [sum, value] of Object.entries(contribution.sums)) {
        const id = `${key} | ${sum}`;
        if (value !== 0) all[id] = (all[id] ?? 0) + value;
      }
    }
  }
  return all;
}

const oneOf = <const T>(...values: readonly T[]) => fc.constantFrom(...values);
const report = fc.record({
  kind: oneOf(...reportKinds, 'opened', 'clicked', 'delivered', 'requested', 'skipped', 'converted'),
  message: fc.integer({ min: 0, max: 2 }),
  /** Around the full hour, some within the seconds in which visits look like a machine's. */
  seconds: oneOf(-4_000, -3, 0, 1, 2, 4, 9, 3_600),
  machine: oneOf('human', 'likely_machine', 'unknown', undefined),
  category: oneOf('billing', 'marketing', undefined),
  provider: oneOf('one-mail', 'other-mail'),
});
const people = [
  { subjectId: 'ada', recipient: 'ada@gmail.com' },
  { subjectId: 'bo', recipient: 'bo@own.example' },
] as const;

function eventOf(spec: typeof report extends fc.Arbitrary<infer Spec> ? Spec : never, index: number) {
  const { kind, machine, category, provider } = spec;
  const { subjectId, recipient } = people[spec.message % 2] ?? people[0];
  const messageId = `msg_${spec.message}`;
  const at = new Date(Date.UTC(2026, 10, 21, 12) + spec.seconds * 1_000).toISOString();
  const place = { position: index + 1, at, subjectId };
  const value = { currency: category === 'billing' ? 'EUR' : 'JPY', amountMicros: index * 1_000 };
  if (kind === 'requested') return historicRequest({ ...place, data: { messageId }, recipient });
  if (kind === 'skipped') return historicSkip('budget', { ...place, data: { messageId }, recipient });
  if (kind === 'converted') return historicConversion({ ...place, data: { messageId, value } });
  const data = { messageId, provider, machine, category };
  return historic(kind, { ...place, data, personal: { recipient } });
}

const played = fc.array(report, { minLength: 1, maxLength: 14 }).chain((specs) => {
  const events = specs.map(eventOf);
  return fc.record({
    events: fc.constant(events),
    order: fc.shuffledSubarray([...events, ...events.slice(0, 5)], {
      minLength: events.length + Math.min(5, events.length),
    }),
    cuts: fc.array(fc.nat({ max: events.length + 5 }), { maxLength: 4 }),
    /** Whom, and in which batch. */
    erasure: fc.option(fc.record({ subjectId: oneOf('ada', 'bo'), batch: fc.nat({ max: 4 }) })),
  });
});

interface Erasure {
  readonly subjectId: string;
  /** Counted from 0, and beginning anew after the last. */
  readonly batch: number;
}

/** What was personal is gone from every event that is read once its person is erased. */
function readAfter(erasure: Erasure | null, event: StoredMessageEvent): StoredMessageEvent {
  return erasure !== null && event.subjectId === erasure.subjectId ? afterErasure(event) : event;
}

function batchesOf(
  events: readonly StoredMessageEvent[],
  cuts: readonly number[],
  erasure: Erasure | null,
): readonly (readonly StoredEvent[])[] {
  const borders = [...new Set([0, ...cuts, events.length])].sort((a, b) => a - b);
  const batches = borders.slice(0, -1).map((border, index) => events.slice(border, borders[index + 1]));
  if (erasure === null) return batches;
  const data = { subjectId: erasure.subjectId, reason: 'asked to' };
  const erased = historicEvent<'SubjectErased'>(
    { type: 'SubjectErased', data, personal: null },
    { position: 1_000 },
  );
  const at = erasure.batch % batches.length;
  return batches.map((batch, index) => {
    if (index < at) return batch;
    const read = batch.map((event) => readAfter(erasure, event));
    return index === at ? [...read, erased] : read;
  });
}

describe('the totals', () => {
  it('are those of the events in any order, batching and repetition, whenever a person is erased', async () => {
    let runs = 0;
    const play = fc.asyncProperty(played, async ({ events, order, cuts, erasure }) => {
      runs += 1;
      const expected = recomputed(events.map((event) => readAfter(erasure, event)));
      const live = await database.sql.begin(async (sql) => {
        await empty(sql);
        for (const batch of batchesOf(order, cuts, erasure)) await apply(sql, batch);
        return await totals(sql);
      });
      expect(live).toEqual(expected);
    });
    await fc.assert(play, { seed: 20_261_121, numRuns: 200 });
    expect(runs).toBeGreaterThanOrEqual(200);
  });

  it('leave no row behind in which nothing is counted any more', async () => {
    const request = historicRequest({ position: 1 });
    const left = await database.sql.begin(async (sql) => {
      await apply(sql, [request]);
      const before = await totals(sql);
      await apply(sql, [historic('accepted', { position: 2, data: { provider: 'one-mail' } })]);
      return { before, after: await totals(sql) };
    });
    expect(Object.keys(left.before)).toEqual([expect.stringContaining('email |  | billing')]);
    expect(Object.keys(left.after)).toHaveLength(3);
    for (const id of Object.keys(left.after)) expect(id).toContain('email | one-mail | billing');
  });

  it('count a message once that was known by two ids before they were linked', async () => {
    const named = (messageId: string, echoed: boolean) => ({ messageId, echoed, providerMessageId: 'p-1' });
    const all = await database.sql.begin(async (sql) => {
      await apply(sql, [
        historic('delivered', { position: 1, data: named('derived', false) }),
        historic('delivered', {
          position: 2,
          data: { ...named('msg_1', true), providerMessageId: undefined },
        }),
      ]);
      const apart = await totals(sql);
      await apply(sql, [historic('accepted', { position: 3, data: named('msg_1', true) })]);
      return { apart, linked: await totals(sql) };
    });
    const delivered = (found: Totals) =>
      Object.entries(found).flatMap(([id, sum]) => (id.endsWith(' delivered') ? [sum] : []));
    expect(delivered(all.apart)).toEqual([2]);
    expect(delivered(all.linked)).toEqual([1]);
  });

  it('hold more than an integer of the database could', async () => {
    const value = { currency: 'EUR', amountMicros: Number.MAX_SAFE_INTEGER };
    const events = Array.from({ length: 2_000 }, (_, n) =>
      historicConversion({
        position: n + 1,
        at: '2026-11-21T12:00:00.000Z',
        data: { messageId: `msg_${n}`, value },
      }),
    );
    const all = await database.sql.begin(async (sql) => {
      await apply(sql, events);
      return await totals(sql);
    });
    const earned = Object.entries(all).find(([id]) => id.endsWith('convertedMicros'));
    expect(earned?.[1]).toBeGreaterThan(2 ** 63);
  });

  it('take the longest names there are', async () => {
    const name = Array.from({ length: 9_000 }, (_, n) =>
      String.fromCodePoint(0x1f300 + ((n * 7_919) % 700)),
    ).join('');
    const data = { template: name, category: name, provider: name };
    await database.sql.begin((sql) => apply(sql, [historic('delivered', { data })]));
  });
});

describe('erasing a person', () => {
  it('moves their messages to no domain, and a rebuild agrees', async () => {
    const eventStore = openEventStore(database.sql, sampleSecrets);
    const deps = { sql: database.sql, eventStore };
    await eventStore.append([
      sampleReport(1, { recipient: 'ada@gmail.com' }),
      sampleReport(2, { recipient: 'bo@gmail.com' }),
      // Too long after the delivery for a machine.
      sampleReport(60, { recipient: 'ada@gmail.com', messageId: 'm-1', kind: 'opened' }),
    ]);
    await runProjection(deps, model);
    const byDomain = () => database.sql`
      select recipient_domain as domain, sum(delivered)::int as delivered, sum(opened_human)::int as opened
      from read_models.delivery_metrics group by 1 order by 1`;
    expect(await byDomain()).toEqual([{ domain: 'gmail.com', delivered: 2, opened: 1 }]);

    const ada = eventStore.subjectIdOf({ kind: 'email', value: 'ada@gmail.com' });
    const by = { actor: 'admin', reason: 'asked to', at: '2026-05-04T00:00:00.000Z' };
    expect(await eventStore.eraseSubject(ada, by)).toBe(true);
    await runProjection(deps, model);
    const expected = [
      { domain: '', delivered: 1, opened: 1 },
      { domain: 'gmail.com', delivered: 1, opened: 0 },
    ];
    expect(await byDomain()).toEqual(expected);

    await beginRebuild(deps, model);
    await advanceRebuild(deps, model, { untilMs: Number.POSITIVE_INFINITY });
    const settled = await settleRebuild(deps, model, () => true);
    expect(settled.comparisons.every(({ equal }) => equal)).toBe(true);
    const [metrics] = settled.comparisons.filter(({ table }) => table === 'delivery_metrics');
    expect(metrics).toMatchObject({ liveRows: 2, nextRows: 2 });
    expect(await byDomain()).toEqual(expected);
  });
});
