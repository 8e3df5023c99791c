import { getTableColumns } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { events } from '#db/schema/events.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { advanceRebuild, beginRebuild, settleRebuild } from '#server/projections/rebuild.ts';
import { runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { blockSize } from './chain.ts';
import { ledgerProjection } from './fold.ts';
import { verifyStoredLedger } from './queries.ts';

const total = 2 * blockSize + 50;

let test: TestDatabase;
let database: Database;
let admin: Database;
let eventStore: EventStore;

beforeEach(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url, { max: 3 });
  admin = openDatabase(test.adminUrl, { max: 1 });
  eventStore = openEventStore(database.sql, sampleSecrets);
  await eventStore.append(Array.from({ length: 60 }, (_, n) => sampleReport(n)));
  await project();
  // A redelivery uses up a position: it leaves a place where an event can be put.
  await eventStore.append([sampleReport(59)]);
  await eventStore.append(Array.from({ length: total - 60 }, (_, n) => sampleReport(60 + n)));
  await project();
});

afterEach(async () => {
  await database.close();
  await admin.close();
  await test.drop();
});

const project = () => runProjection({ sql: database.sql, eventStore }, ledgerProjection);
const verify = (noted?: { events: number; hash: string }) =>
  verifyStoredLedger(database.sql, eventStore, noted);

async function positions(): Promise<number[]> {
  const rows = await admin.sql<{ position: number }[]>`select position from events order by position`;
  return rows.map((row) => row.position);
}

/** The position of the nth event, from 0. */
async function positionOf(n: number): Promise<number> {
  return (await positions())[n] ?? Number.NaN;
}

/** What a superuser can do who knows of the trigger. */
async function tamper(statement: string): Promise<void> {
  await admin.sql.begin(async (sql) => {
    await sql`alter table events disable trigger events_append_only`;
    const { count } = await sql.unsafe(statement);
    expect(count).toBeGreaterThan(0);
    await sql`alter table events enable always trigger events_append_only`;
  });
}

const brokenAt = (kind: string, position: number) => ({ status: 'broken', found: { kind, position } });

it('verifies what nobody touched, and what came in since is only waiting', async () => {
  const verified = { status: 'verified', events: total, blocks: 3 };
  expect(await verify()).toMatchObject(verified);
  await eventStore.append([sampleReport(total)]);
  expect(await verify()).toMatchObject(verified);
  await project();
  expect(await verify()).toMatchObject({ ...verified, events: total + 1 });
});

describe('a change behind the back of the app is found at its position', () => {
  it('one byte of the data', async () => {
    const position = await positionOf(130);
    await tamper(
      `update events set data = jsonb_set(data, '{provider}', '"sampla"') where position = ${position}`,
    );
    expect(await verify()).toMatchObject(brokenAt('changed', position));
  });

  it('one bit of what is sealed', async () => {
    const position = await positionOf(total - 1);
    await tamper(`update events set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)
      where position = ${position}`);
    expect(await verify()).toMatchObject(brokenAt('changed', position));
  });

  const changes: Readonly<Record<string, (column: string) => string>> = {
    text: (column) => `coalesce(${column}, '') || 'x'`,
    integer: (column) => `${column} + 1`,
    bytea: (column) => `coalesce(${column}, '') || '\\x00'`,
    jsonb: () => `'{"forged": true}'`,
    'timestamp(3) with time zone': (column) => `${column} + interval '1 ms'`,
  };
  const columns = Object.values(getTableColumns(events)).filter(({ name }) => name !== 'position');

  it.each(columns.map((column) => [column.name, column.getSQLType()] as const))(
    'whatever the column: %s',
    async (name, type) => {
      const change = changes[type];
      if (!change) throw new Error(`this test knows no way to change a ${type}`);
      const position = await positionOf(0);
      await tamper(`update events set ${name} = ${change(name)} where position = ${position}`);
      expect(await verify()).toMatchObject(brokenAt('changed', position));
    },
  );

  it.each([0, blockSize - 1, blockSize, total - 1])('a deleted event, the one after %i others', async (n) => {
    const position = await positionOf(n);
    await tamper(`delete from events where position = ${position}`);
    expect(await verify()).toMatchObject(brokenAt('missing', position));
  });

  it('an event put into a gap', async () => {
    const all = await positions();
    const gap = all.findIndex((position, n) => position !== (all[0] ?? 0) + n) + (all[0] ?? 0);
    expect(all).not.toContain(gap);
    const copied = Object.values(getTableColumns(events)).map(({ name }) => name);
    const values = copied.map((name) => {
      if (name === 'position') return String(gap);
      return name === 'source_event_id' || name === 'fingerprint' ? `${name} || 'x'` : name;
    });
    await tamper(`insert into events (${copied.join(', ')}) overriding system value
      select ${values.join(', ')} from events where position = ${all[0]}`);
    expect(await verify()).toMatchObject(brokenAt('inserted', gap));
  });

  it('two events that changed places', async () => {
    const [first, second] = [await positionOf(20), await positionOf(200)];
    await admin.sql`alter table events alter position set generated by default`;
    for (const [from, to] of [
      [first, -1],
      [second, first],
      [-1, second],
    ] as const)
      await tamper(`update events set position = ${to} where position = ${from}`);
    expect(await verify()).toMatchObject(brokenAt('changed', first));
  });

  it('a row of the ledger', async () => {
    await database.sql`update read_models.ledger set entries = set_byte(entries, 50, get_byte(entries, 50) # 1)
      where block = 2`;
    expect(await verify()).toMatchObject(brokenAt('ledger_row', (await positionOf(blockSize - 1)) + 1));
  });

  it('the newest events together with their rows of the ledger', async () => {
    const from = await positionOf(2 * blockSize);
    await tamper(`delete from events where position >= ${from}`);
    await database.sql`delete from read_models.ledger where block = 3`;
    expect(await verify()).toMatchObject(brokenAt('ledger_row', from));
  });
});

describe('stays verified', () => {
  it('after a person was erased', async () => {
    const subjectId = eventStore.subjectIdOf({ kind: 'email', value: 'person-7@example.com' });
    const by = { actor: 'admin@example.com', reason: 'asked for', at: '2026-05-04T00:00:00.000Z' };
    expect(await eventStore.eraseSubject(subjectId, by)).toBe(true);
    expect((await eventStore.readStream('message-m-7'))[0]).toMatchObject({ erased: true, personal: null });
    await project();
    expect(await verify()).toMatchObject({ status: 'verified', events: total + 1 });
  });

  it('whatever the session shows times, bytes and numbers like', async () => {
    const range = { after: 0, upTo: 1_000_000, limit: 1_000_000 };
    const plain = await eventStore.readLinks(range);
    const foreign = await database.sql.begin(async (sql) => {
      await sql`set local timezone = 'Asia/Kathmandu'`;
      await sql`set local datestyle = 'German, DMY'`;
      await sql`set local bytea_output = 'escape'`;
      await sql`set local extra_float_digits = -5`;
      const [shown] = await sql<{ at: string }[]>`select recorded_at::text as at from events limit 1`;
      expect(shown?.at).toMatch(/^\d\d\.\d\d\.\d{4} /);
      // The driver reads bytes in hex only.
      await sql`set local bytea_output = 'hex'`;
      return await eventStore.readLinks(range, sql);
    });
    expect(plain).toHaveLength(total);
    expect(foreign).toEqual(plain);
  });
});

describe('a rebuild', () => {
  const rebuild = async (accept: (equal: boolean) => boolean) => {
    const deps = { sql: database.sql, eventStore };
    await beginRebuild(deps, ledgerProjection);
    await advanceRebuild(deps, ledgerProjection, { untilMs: Number.POSITIVE_INFINITY });
    return await settleRebuild(deps, ledgerProjection, (found) => accept(found.every(({ equal }) => equal)));
  };

  it('gives the same rows although they were read in other batches, and stays verified', async () => {
    expect(await rebuild((equal) => equal)).toMatchObject({ swapped: true, comparisons: [{ liveRows: 3 }] });
    expect(await verify()).toMatchObject({ status: 'verified', events: total });
  });

  it('hides what was forged before it from everybody but who noted the head', async () => {
    const before = await verify();
    const head = before.status === 'verified' ? before.head : null;
    if (!head) throw new Error('the ledger has a head');
    await tamper(`update events set actor = 'forged' where position = ${await positionOf(3)}`);
    expect(await rebuild(() => true)).toMatchObject({ swapped: true, comparisons: [{ equal: false }] });
    await eventStore.append([sampleReport(total)]);
    await project();
    expect(await verify()).toMatchObject({ status: 'verified' });
    expect(await verify(head)).toMatchObject({ status: 'broken', found: { kind: 'rewritten' } });
  });
});
