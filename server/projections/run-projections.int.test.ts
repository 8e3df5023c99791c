import { getTableName } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { mixedHistory } from '#server/testing/mixed-history.ts';
import { readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import type { Batch, ReadModel } from './projection.ts';
import { advanceRebuild, beginRebuild, settleRebuild } from './rebuild.ts';
import { projections } from './registry.ts';
import type { ProjectionDeps } from './run.ts';
import { type ProjectionError, runProjections } from './run-projections.ts';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;
let deps: ProjectionDeps;

beforeEach(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url, { max: 20 });
  eventStore = openEventStore(database.sql, sampleSecrets);
  deps = { sql: database.sql, eventStore };
});

afterEach(async () => {
  await database.close();
  await test.drop();
});

const names = projections.map(({ name }) => name);
const everyone = (value: number) => Object.fromEntries(names.map((name) => [name, value]));
const reports = (count: number, first = 0) =>
  Array.from({ length: count }, (_, n) => sampleReport(first + n, { messageId: `m-${(first + n) % 700}` }));

async function checkpoints(): Promise<Record<string, number>> {
  const rows = await database.sql<{ name: string; position: number }[]>`
    select name, position from projections where slot = 'live'`;
  return Object.fromEntries(rows.map(({ name, position }) => [name, position]));
}

/** The registry with one of its read models replaced. */
function registryWith(name: string, change: (model: ReadModel) => Partial<ReadModel>): readonly ReadModel[] {
  return projections.map((model) => (model.name === name ? { ...model, ...change(model) } : model));
}

/** The store, and how often it was read. */
function counted() {
  const reads = { events: 0, links: 0 };
  const store: EventStore = {
    ...eventStore,
    readRange: (...given) => {
      reads.events += 1;
      return eventStore.readRange(...given);
    },
    readLinks: (...given) => {
      reads.links += 1;
      return eventStore.readLinks(...given);
    },
  };
  return { reads, deps: { ...deps, eventStore: store } };
}

async function expectRowsOfRebuild(): Promise<void> {
  for (const model of projections) {
    await beginRebuild(deps, model);
    await advanceRebuild(deps, model, { untilMs: Number.POSITIVE_INFINITY });
    const { comparisons } = await settleRebuild(deps, model, () => false);
    expect(comparisons.map(({ table, equal }) => ({ table, equal }))).toEqual(
      model.tables.map((table) => ({ table: getTableName(table), equal: true })),
    );
  }
}

it('reads the store once for all read models, and leaves them with the rows of a rebuild', async () => {
  await eventStore.append(mixedHistory(eventStore));
  const position = await eventStore.newestPosition();
  const { reads, deps: counting } = counted();
  const { events, isDone } = await runProjections(counting, projections);
  expect(isDone).toBe(true);
  expect(events).toEqual(everyone(mixedHistory(eventStore).length));
  expect(reads).toEqual({ events: 1, links: 1 });
  expect(await checkpoints()).toEqual(everyone(position));
  await expectRowsOfRebuild();
});

it('takes nothing in twice', async () => {
  await eventStore.append(reports(10));
  await runProjections(deps, projections);
  expect(await runProjections(deps, projections)).toEqual({ events: everyone(0), isDone: true });
});

it('shows each only what it has not seen, also where they read together from different places', async () => {
  await eventStore.append(reports(10));
  await runProjections(
    deps,
    projections.filter(({ name }) => name !== 'suppressions'),
  );
  await eventStore.append(reports(5, 10));
  const { reads, deps: counting } = counted();
  const { events } = await runProjections(counting, projections);
  expect(events).toEqual({ ...everyone(5), suppressions: 15 });
  expect(reads.events).toBe(1);
  await expectRowsOfRebuild();
});

it('gives runners at the same time the rows of one', async () => {
  await eventStore.append(reports(5_200));
  const runs = await Promise.all([1, 2, 3].map(() => runProjections(deps, projections)));
  for (const name of names)
    expect(
      runs.reduce((sum, { events }) => sum + (events[name] ?? 0), 0),
      name,
    ).toBe(5_200);
  await expectRowsOfRebuild();
});

it('goes on with the others when one fails, and starts that one again from its own checkpoint', async () => {
  await eventStore.append(reports(20));
  await runProjections(deps, projections);
  const before = await checkpoints();
  await eventStore.append(reports(5_100, 20));
  const broken = registryWith('messages', ({ apply }) => ({
    apply: async (batch: Batch) => {
      await apply(batch);
      throw new Error('broken on purpose');
    },
  }));
  const error: ProjectionError = await runProjections(deps, broken).then(
    () => null as never,
    (caught) => caught,
  );
  expect(error).toMatchObject({ name: 'ProjectionError', models: ['messages'] });
  expect(error.errors).toMatchObject([{ message: 'broken on purpose' }]);
  expect(error.message).toContain('messages');
  const position = await eventStore.newestPosition();
  expect(await checkpoints()).toEqual({ ...everyone(position), messages: before.messages });

  const { events } = await runProjections(deps, projections);
  expect(events).toEqual({ ...everyone(0), messages: 5_100 });
  await expectRowsOfRebuild();
});

it('gives the same rows where a thread of its own reads the events', async () => {
  await eventStore.append(mixedHistory(eventStore));
  const reader = openEventStore(database.sql, sampleSecrets, { url: test.url }).openReader();
  const ahead: EventStore = { ...eventStore, readRange: (range) => reader.readRange(range) };
  await runProjections({ ...deps, eventStore: ahead }, projections);
  await reader.close();
  await expectRowsOfRebuild();
});

it('has much read by a thread of its own, which ends with it, and little here', async () => {
  const few = [readModelOf('contacts')];
  for (let first = 0; first < 20_000; first += 5_000) await eventStore.append(reports(5_000, first));
  const seen: string[] = [];
  const openReader: EventStore['openReader'] = () => {
    const reader = eventStore.openReader();
    seen.push('opened');
    const readRange: EventStore['readRange'] = (...given) => {
      seen.push('read');
      return reader.readRange(...given);
    };
    return { readRange, close: async () => void seen.push('closed') };
  };
  const watched = { ...deps, eventStore: { ...eventStore, openReader } };
  await runProjections(watched, few);
  expect(seen).toEqual(['opened', ...Array.from({ length: 5 }, () => 'read'), 'closed']);
  await eventStore.append(reports(10, 20_000));
  expect(await runProjections(watched, few)).toMatchObject({ events: { contacts: 10 }, isDone: true });
  expect(seen).toHaveLength(7);
});

it('stops no one but those who would have read what could not be read', async () => {
  await eventStore.append(reports(3));
  const torn = { ...eventStore, readRange: () => Promise.reject(new Error('torn')) };
  await expect(runProjections({ ...deps, eventStore: torn }, projections)).rejects.toMatchObject({
    models: names.filter((name) => name !== 'ledger'),
  });
  expect((await checkpoints()).ledger).toBe(await eventStore.newestPosition());
});

it('lets a read model that is added later catch up after the others, which do not wait for it', async () => {
  for (let first = 0; first < 10_200; first += 5_100) await eventStore.append(reports(5_100, first));
  const others = projections.filter(({ name }) => name !== 'suppressions');
  await runProjections(deps, others);
  await eventStore.append(reports(30, 10_200));
  const position = await eventStore.newestPosition();
  const seen: Record<string, number>[] = [];
  const watched = registryWith('suppressions', ({ apply }) => ({
    apply: async (batch) => {
      seen.push(await checkpoints());
      return await apply(batch);
    },
  }));
  const { events } = await runProjections(deps, watched);
  expect(seen[0]).toEqual({ ...everyone(position), suppressions: 0 });
  expect(events).toEqual({ ...everyone(30), suppressions: 10_230 });
});

it('says so when time was up before everything was read', async () => {
  await eventStore.append(reports(10));
  expect(await runProjections(deps, projections, { untilMs: 0 })).toEqual({
    events: everyone(0),
    isDone: false,
  });
  expect(await runProjections(deps, projections)).toMatchObject({ isDone: true });
});

it('does not wait for long where somebody else is at work, and goes on with the others', async () => {
  await eventStore.append(reports(10));
  await runProjections(deps, projections);
  await eventStore.append(reports(5, 10));
  await database.sql.begin(async (sql) => {
    await sql`select from projections where name = 'contacts' and slot = 'live' for update`;
    const { events, isDone } = await runProjections(deps, projections);
    expect(isDone).toBe(false);
    expect(events).toEqual({ ...everyone(5), contacts: 0 });
  });
  expect(await runProjections(deps, projections)).toEqual({
    events: { ...everyone(0), contacts: 5 },
    isDone: true,
  });
});

describe('a person who is erased while their events are in memory', () => {
  const dora = { recipient: 'dora@example.com', messageId: 'm-dora' };
  const rows = async () => {
    const tables = projections.flatMap((model) => model.tables.map(getTableName));
    const texts = tables.map(
      (table) =>
        database.sql<{ row: string }[]>`select t::text as row from ${database.sql(`read_models.${table}`)} t`,
    );
    return (await Promise.all(texts)).flat().map(({ row }) => row);
  };

  it.each(['sealed', 'opened'])('leaves nothing behind, whether those were still %s', async (state) => {
    await eventStore.append([
      sampleReport(1, { ...dora, kind: 'accepted' }),
      sampleReport(2, { ...dora, kind: 'hard_bounced' }),
    ]);
    const subjectId = eventStore.subjectIdOf({ kind: 'email', value: dora.recipient });
    const erasing: EventStore = {
      ...eventStore,
      readRange: async (...given) => {
        const events = await eventStore.readRange(...given);
        if (state === 'opened') expect(events.every(({ personal }) => personal !== null)).toBe(true);
        await eventStore.eraseSubject(subjectId, {
          ...{ actor: 'admin', reason: 'asked for', at: '2026-05-04T00:00:00.000Z' },
        });
        return events;
      },
    };
    await runProjections({ ...deps, eventStore: erasing }, projections);
    expect((await rows()).join('\n')).toContain('dora@');
    await eventStore.append([sampleReport(3, { ...dora, kind: 'opened' })]);
    await runProjections(deps, projections);
    const left = (await rows()).join('\n');
    expect(left).toContain('m-dora');
    expect(left).not.toMatch(/dora@|Invoice/);
    await expectRowsOfRebuild();
  });
});
