import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleReport, sampleSecrets, sampleUnreadable } from '#server/testing/sample-events.ts';
import { type ReadModel, tableNames } from './projection.ts';
import { abortRebuild, advanceRebuild, beginRebuild, settleRebuild } from './rebuild.ts';
import { type ProjectionDeps, runProjection } from './run.ts';
import { runProjections } from './run-projections.ts';
import { deferIndexes, makeIndexes } from './waiting-indexes.ts';

const messages = readModelOf('messages');
const tables = tableNames(messages);
const forEver = { untilMs: Number.POSITIVE_INFINITY };

let test: TestDatabase;
let database: Database;
let deps: ProjectionDeps;
/** Of the live tables, as the migrations made them. */
let all: readonly string[];

beforeEach(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url, { max: 10 });
  deps = { sql: database.sql, eventStore: openEventStore(database.sql, sampleSecrets) };
  all = await indexes();
  expect(all.length).toBeGreaterThan(10);
});

afterEach(async () => {
  await database.close();
  await test.drop();
});

/** Without the schema, so that those of copies can be compared. */
async function indexes(schema = 'read_models'): Promise<readonly string[]> {
  const rows = await database.sql<{ definition: string }[]>`
    select replace(indexdef, ${` ${schema}.`}, ' ') as definition from pg_indexes
    where schemaname = ${schema} and tablename = any(${tables}::text[]) order by indexname`;
  return rows.map(({ definition }) => definition);
}

async function waiting(slot: string): Promise<readonly string[]> {
  const rows = await database.sql<{ definition: string }[]>`
    select definition from waiting_indexes where slot = ${slot}`;
  return rows.map(({ definition }) => definition.replace(/ read_models(_next)?\./, ' '));
}

const byKey = (definition: string) => definition.includes('UNIQUE') || definition.includes('(subject_id');

async function append(count: number, first = 0): Promise<void> {
  const reports = Array.from({ length: count }, (_, n) =>
    sampleReport(first + n, { messageId: `m-${(first + n) % 700}` }),
  );
  for (let from = 0; from < count; from += 5_000) {
    await deps.eventStore.append(reports.slice(from, from + 5_000));
  }
}

/** Messages, and what its tables had for indexes whenever it was given events. */
function watched(): { readonly model: ReadModel; readonly seen: (readonly string[])[] } {
  const seen: (readonly string[])[] = [];
  const apply: ReadModel['apply'] = async (batch) => {
    seen.push(await indexes());
    return await messages.apply(batch);
  };
  return { model: { ...messages, apply }, seen };
}

describe('a live read model', () => {
  it('has only those indexes by which its rows are found while it reads much from nothing, and then all', async () => {
    await append(20_000);
    const { model, seen } = watched();
    expect(await runProjections(deps, [model])).toMatchObject({ isDone: true });
    expect(seen).toEqual(Array.from({ length: 4 }, () => all.filter(byKey)));
    expect(await indexes()).toEqual(all);
    expect(await waiting('live')).toEqual([]);
  });

  it('keeps them all where there is little to read, or some of it was read before', async () => {
    await append(10);
    const { model, seen } = watched();
    await runProjections(deps, [model]);
    await append(20_000, 10);
    expect(await runProjections(deps, [model])).toMatchObject({ isDone: true });
    expect(seen).toEqual(Array.from({ length: 5 }, () => all));
  });

  it('gets them from a later run when time was up', async () => {
    await append(20_000);
    expect(await runProjections(deps, [messages], { untilMs: 0 })).toMatchObject({ isDone: false });
    expect(await indexes()).toEqual(all.filter(byKey));
    expect(await runProjections(deps, [messages])).toMatchObject({ isDone: true });
    expect(await indexes()).toEqual(all);
  });

  it('gets one at least whenever there is no more time than for that', async () => {
    await append(10);
    await deferIndexes(deps.sql, messages);
    const left = (await waiting('live')).length;
    expect(await makeIndexes(deps.sql, messages, 'live', { untilMs: 0 })).toBe(false);
    expect(await waiting('live')).toHaveLength(left - 1);
    await runProjection(deps, messages);
    const hurried = await runProjections(deps, [messages], { untilMs: 0 });
    expect(hurried).toEqual({ events: { messages: 0 }, isDone: false });
    expect(await waiting('live')).toHaveLength(left - 2);
    expect(await runProjections(deps, [messages])).toMatchObject({ isDone: true });
    expect(await indexes()).toEqual(all);
  });

  it('loses none where several runs begin or end at the same time', async () => {
    await append(10);
    await Promise.all([1, 2, 3].map(() => deferIndexes(deps.sql, messages)));
    expect((await waiting('live')).toSorted()).toEqual(all.filter((index) => !byKey(index)).toSorted());
    const made = await Promise.all([1, 2, 3].map(() => makeIndexes(deps.sql, messages, 'live')));
    expect(made).toEqual([true, true, true]);
    expect(await indexes()).toEqual(all);
  });

  it('keeps them when it has read on, or has rows', async () => {
    await deps.eventStore.append([sampleUnreadable(1)]);
    await runProjections(deps, [messages]);
    await deferIndexes(deps.sql, messages);
    expect(await indexes()).toEqual(all);
    await append(10, 10);
    await runProjections(deps, [messages]);
    await database.sql`update projections set position = 0`;
    await deferIndexes(deps.sql, messages);
    expect(await indexes()).toEqual(all);
  });
});

describe('a rebuild', () => {
  it('makes the indexes of the new copy once it has caught up, under their names', async () => {
    await append(300);
    await runProjections(deps, [messages]);
    await beginRebuild(deps, messages);
    await advanceRebuild(deps, messages, forEver);
    expect(await indexes('read_models_next')).toEqual(all.filter(byKey));
    expect(await settleRebuild(deps, messages, () => true)).toMatchObject({ swapped: true });
    expect(await indexes()).toEqual(all);
    expect(await waiting('next')).toEqual([]);
  });

  it('has all of them also when its live tables wait for theirs, which are then not made a second time', async () => {
    await append(300);
    await deferIndexes(deps.sql, messages);
    await beginRebuild(deps, messages);
    await advanceRebuild(deps, messages, forEver);
    await settleRebuild(deps, messages, () => true);
    expect(await indexes()).toEqual(all);
    expect(await waiting('live')).toEqual([]);
    expect(await makeIndexes(deps.sql, messages, 'live')).toBe(true);
  });

  it('takes no copy that waits for indexes', async () => {
    await append(300);
    await beginRebuild(deps, messages);
    await expect(database.sql`select swap_rebuild(${tables}::text[])`).rejects.toThrow(
      'waits for its indexes',
    );
    await abortRebuild(deps, messages);
    expect(await waiting('next')).toEqual([]);
  });
});

it('makes what was noted when indexes were taken away, and the app can note nothing', async () => {
  await expect(
    database.sql`insert into waiting_indexes values ('live', 'messages', 'drop table events')`,
  ).rejects.toThrow('permission denied');
  await expect(database.sql`delete from waiting_indexes`).rejects.toThrow('permission denied');
});
