import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase, type Transaction } from '#db/client.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import type { EventStore } from './event-store.ts';
import { openEventStore } from './open-event-store.ts';
import { writersLock } from './writers-lock.ts';

const writers = 16;
const batchesPerWriter = 60;
const batchSize = 5;

let test: TestDatabase;
let database: Database;
let store: EventStore;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url, { max: writers + 4 });
  store = openEventStore(database.sql, sampleSecrets);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

/** Reads on from a checkpoint until `done`, the way a projection does, and returns the positions in reading order. */
async function follow(done: () => boolean): Promise<number[]> {
  const seen: number[] = [];
  let after = 0;
  for (let last = false; ; ) {
    last = done();
    const upTo = await store.safePosition();
    for (let more = true; more; ) {
      const events = await store.readRange({ after, upTo, limit: 50 });
      seen.push(...events.map((event) => event.position));
      after = seen.at(-1) ?? 0;
      more = events.length === 50;
    }
    if (last) return seen;
  }
}

async function newest(): Promise<number | undefined> {
  const [row] = await database.sql<{ position: number }[]>`select max(position) as position from events`;
  return row?.position;
}

/** What a writer does before it commits. */
async function drawPosition(sql: Transaction, id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${writersLock}::bigint)`;
  await sql`
    insert into events (stream, type, schema_version, occurred_at, received_at, recorded_at, source, source_event_id,
      fingerprint, data)
    values ('webhook-slow', 'ProviderAccountChanged', 1, now(), now(), now(), 'slow', ${id}, ${id}, '{}')`;
}

it('skips and reorders nothing while 16 writers append and transactions are held open and rolled back', async () => {
  let finished = false;
  let held = 0;
  let rolledBack = 0;

  /** Draws a position as a slow writer would, and holds it while others overtake. */
  const slowWriter = async (n: number, commit: boolean) => {
    await database.sql
      .begin(async (sql) => {
        await drawPosition(sql, `slow-${n}`);
        await sql`select pg_sleep(0.05)`;
        if (!commit) throw new Error('rolled back on purpose');
        held += 1;
      })
      .catch(() => {
        rolledBack += 1;
      });
  };
  const writer = async (w: number) => {
    for (let batch = 0; batch < batchesPerWriter; batch += 1) {
      const first = (w * batchesPerWriter + batch) * batchSize;
      await store.append(Array.from({ length: batchSize }, (_, n) => sampleReport(first + n)));
    }
  };
  const slow = (async () => {
    for (let n = 0; n < 12; n += 1) await slowWriter(n, n % 3 !== 0);
  })();

  const reader = follow(() => finished);
  await Promise.all([...Array.from({ length: writers }, (_, w) => writer(w)), slow]);
  finished = true;
  const seen = await reader;

  const rows = await database.sql<{ position: number }[]>`select position from events order by position`;
  expect({ held, rolledBack }).toEqual({ held: 8, rolledBack: 4 });
  expect(rows).toHaveLength(writers * batchesPerWriter * batchSize + held);
  expect(seen).toEqual(rows.map((row) => row.position));
});

it('waits for a writer that drew a position and has not committed', async () => {
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  let drawn = () => {};
  const hasDrawn = new Promise<void>((resolve) => {
    drawn = resolve;
  });
  const late = database.sql.begin(async (sql) => {
    await drawPosition(sql, 'late');
    drawn();
    await gate;
  });
  await hasDrawn;
  await store.append([sampleReport(900_000)]);
  let answered = false;
  const reading = store.safePosition().then((position) => {
    answered = true;
    return position;
  });
  // A full round trip on another connection gives the reader time to answer wrongly.
  await database.sql`select pg_sleep(0.1)`;
  expect(answered).toBe(false);
  release();
  await late;
  expect(await reading).toBe(await newest());
});

it('is not held up by a long transaction that writes elsewhere', async () => {
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begun = () => {};
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const foreign = database.sql.begin(async (sql) => {
    await sql`insert into projections (name, slot, version, position, updated_at) values ('foreign', 'live', 1, 0, now())`;
    begun();
    await gate;
  });
  await hasBegun;
  await store.append([sampleReport(900_001)]);
  const upTo = await store.safePosition();
  expect(upTo).toBe(await newest());
  release();
  await foreign;
});
