import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase, type Transaction } from '#db/client.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { advanceRebuild, beginRebuild, settleRebuild } from '#server/projections/rebuild.ts';
import { runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { blockSize } from './chain.ts';
import { ledgerProjection } from './fold.ts';
import { verifyStoredLedger } from './queries.ts';
import type { LedgerVerdict, NotedHead } from './verify.ts';

const total = 2 * blockSize + 50;

let test: TestDatabase;
let database: Database;
let admin: Database;
let eventStore: EventStore;

async function setUp() {
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
}

async function tearDown() {
  await database.close();
  await admin.close();
  await test.drop();
}

const project = () => runProjection({ sql: database.sql, eventStore }, ledgerProjection);
const verify = (noted?: NotedHead) => verifyStoredLedger(database.sql, eventStore, noted);

async function positions(): Promise<number[]> {
  const rows = await admin.sql<{ position: number }[]>`select position from events order by position`;
  return rows.map((row) => row.position);
}

/** The position of the nth event, from 0. */
async function positionOf(n: number): Promise<number> {
  return (await positions())[n] ?? Number.NaN;
}

/** What a superuser can do who knows of the trigger. */
async function tamper(sql: Transaction, statements: readonly string[]): Promise<void> {
  await sql`alter table events disable trigger events_append_only`;
  for (const statement of statements) expect((await sql.unsafe(statement)).count).not.toBe(0);
  await sql`alter table events enable always trigger events_append_only`;
}

class RolledBack extends Error {}

/** What verification says once somebody has done this, which is then undone. */
async function verdictAfter(...statements: readonly string[]): Promise<LedgerVerdict> {
  let verdict: LedgerVerdict | undefined;
  const attempt = admin.sql.begin(async (sql) => {
    await tamper(sql, statements);
    const links = {
      readLinks: (range: Parameters<EventStore['readLinks']>[0]) => eventStore.readLinks(range, sql),
    };
    verdict = await verifyStoredLedger(sql, links);
    throw new RolledBack();
  });
  await expect(attempt).rejects.toThrow(RolledBack);
  if (!verdict) throw new Error('nothing was verified');
  return verdict;
}

const brokenAt = (kind: string, position: number) => ({ status: 'broken', found: { kind, position } });

describe('a change behind the back of the app is found at its position', () => {
  beforeAll(setUp);
  afterAll(tearDown);

  it('one byte of the data', async () => {
    const position = await positionOf(130);
    const forged = `jsonb_set(data, '{provider}', '"sampla"')`;
    expect(
      await verdictAfter(`update events set data = ${forged} where position = ${position}`),
    ).toMatchObject(brokenAt('changed', position));
  });

  it('one bit of what is sealed', async () => {
    const position = await positionOf(total - 1);
    const forged = 'set_byte(sealed, 20, get_byte(sealed, 20) # 1)';
    expect(
      await verdictAfter(`update events set sealed = ${forged} where position = ${position}`),
    ).toMatchObject(brokenAt('changed', position));
  });

  it.each([0, blockSize - 1, blockSize, total - 1])('a deleted event, the one after %i others', async (n) => {
    const position = await positionOf(n);
    expect(await verdictAfter(`delete from events where position = ${position}`)).toMatchObject(
      brokenAt('missing', position),
    );
  });

  it('an event put into a gap', async () => {
    const all = await positions();
    const gap = all.findIndex((position, n) => position !== (all[0] ?? 0) + n) + (all[0] ?? 0);
    expect(all).not.toContain(gap);
    const columns = await admin.sql<{ name: string }[]>`
      select column_name as name from information_schema.columns where table_name = 'events'`;
    const names = columns.map(({ name }) => name);
    const values = names.map((name) => {
      if (name === 'position') return String(gap);
      return name === 'source_event_id' || name === 'fingerprint' ? `${name} || 'x'` : name;
    });
    expect(
      await verdictAfter(`insert into events (${names.join(', ')}) overriding system value
        select ${values.join(', ')} from events where position = ${all[0]}`),
    ).toMatchObject(brokenAt('inserted', gap));
  });

  it('two events that changed places', async () => {
    const [first, second] = [await positionOf(20), await positionOf(200)];
    const move = (from: number, to: number) => `update events set position = ${to} where position = ${from}`;
    expect(
      await verdictAfter(
        'alter table events alter position set generated by default',
        ...[move(first, -1), move(second, first), move(-1, second)],
      ),
    ).toMatchObject(brokenAt('changed', first));
  });

  it('a row of the ledger', async () => {
    const forged = 'set_byte(entries, 50, get_byte(entries, 50) # 1)';
    expect(
      await verdictAfter(`update read_models.ledger set entries = ${forged} where block = 2`),
    ).toMatchObject(brokenAt('ledger_row', (await positionOf(blockSize - 1)) + 1));
  });

  it('the newest events together with their rows of the ledger', async () => {
    const from = await positionOf(2 * blockSize);
    expect(
      await verdictAfter(
        `delete from events where position >= ${from}`,
        'delete from read_models.ledger where block = 3',
      ),
    ).toMatchObject(brokenAt('ledger_row', from));
  });
});

describe('stays verified', () => {
  beforeEach(setUp);
  afterEach(tearDown);

  it('when nobody touched anything, and what came in since is only waiting', async () => {
    const verified = { status: 'verified', events: total, blocks: 3 };
    expect(await verify()).toMatchObject(verified);
    await eventStore.append([sampleReport(total)]);
    expect(await verify()).toMatchObject(verified);
    await project();
    expect(await verify()).toMatchObject({ ...verified, events: total + 1 });
  });

  it('after a person was erased', async () => {
    const subjectId = eventStore.subjectIdOf({ kind: 'email', value: 'person-7@example.com' });
    const by = { actor: 'admin@example.com', reason: 'asked for', at: '2026-05-04T00:00:00.000Z' };
    expect(await eventStore.eraseSubject(subjectId, by)).toBe(true);
    expect((await eventStore.readStream('message-m-7'))[0]).toMatchObject({ erased: true, personal: null });
    await project();
    expect(await verify()).toMatchObject({ status: 'verified', events: total + 1 });
  });
});

describe('a rebuild', () => {
  beforeEach(setUp);
  afterEach(tearDown);

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
    const forge = `update events set actor = 'forged' where position = ${await positionOf(3)}`;
    await admin.sql.begin((sql) => tamper(sql, [forge]));
    expect(await rebuild(() => true)).toMatchObject({ swapped: true, comparisons: [{ equal: false }] });
    await eventStore.append([sampleReport(total)]);
    await project();
    expect(await verify()).toMatchObject({ status: 'verified' });
    expect(await verify(head)).toMatchObject({ status: 'broken', found: { kind: 'rewritten' } });
  });
});
