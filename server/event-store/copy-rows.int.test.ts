import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { decisionStream } from '#server/domain/decision/events.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { mixedHistory } from '#server/testing/mixed-history.ts';
import { sampleFact, sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { copyRows } from './copy-rows.ts';
import { eventColumns, type SealedRow } from './event-rows.ts';
import { openEventStore } from './open-event-store.ts';

let test: TestDatabase;
let database: Database;
let everything: { after: number; upTo: number; limit: number };

const skipped = sampleFact(899, {
  stream: decisionStream('x-9'),
  type: 'SendDecided',
  data: {
    messageId: 'x-9',
    notificationId: null,
    channel: 'email',
    category: 'billing',
    decision: {
      verdict: 'skip',
      rule: 'suppressed',
      askAgainAt: null,
      checks: [{ rule: 'suppressed', version: 1, input: {}, verdict: 'fail', because: [], until: null }],
    },
  },
  personal: null,
});

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url, { max: 1 });
  const store = openEventStore(database.sql, sampleSecrets);
  const odd = { source: 'прочее', sourceEventId: 'e-\t"\\N\n𝄞', actor: 'user-é' };
  const told = { causation: 'a/1', correlation: 'b/2' };
  await store.append([...mixedHistory(store), skipped, { ...sampleReport(900), ...odd, ...told }]);
  await store.append([{ ...sampleReport(901), occurredAt: '1999-12-31T23:59:59.999Z' }]);
  everything = { after: 0, upTo: await store.safePosition(), limit: 10_000 };
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

/** The same rows as a query gives them. */
async function selected(): Promise<readonly SealedRow[]> {
  const { sql } = database;
  return await sql<SealedRow[]>`select ${eventColumns(sql)} from events e order by e.position`;
}

describe('copied rows', () => {
  it('hold what a query gives, whatever it is', async () => {
    const rows = await copyRows(database.sql, everything);
    const expected = await selected();
    expect(rows).toHaveLength(expected.length);
    expect(
      rows.map(({ occurredAt, receivedAt, recordedAt, data, ...row }) => ({
        ...row,
        times: [occurredAt, receivedAt, recordedAt],
        data: row.type === 'SendDecided' ? null : JSON.parse(data.toString()),
      })),
    ).toEqual(
      expected.map((row) => ({
        position: row.position,
        stream: row.stream,
        type: row.type,
        version: row.schema_version,
        source: row.source,
        sourceEventId: row.source_event_id,
        subjectId: row.subject_id,
        sealed: row.sealed,
        actor: row.actor,
        causation: row.causation,
        correlation: row.correlation,
        verification: row.verification,
        times: [row.occurred_at, row.received_at, row.recorded_at].map((at) => Date.parse(at)),
        data: row.type === 'SendDecided' ? null : row.data,
      })),
    );
    expect(rows.at(-1)?.occurredAt).toBe(Date.UTC(1999, 11, 31, 23, 59, 59, 999));
    expect(rows.at(-2)).toMatchObject({ source: 'прочее', sourceEventId: 'e-\t"\\N\n𝄞', actor: 'user-é' });
  });

  it('leave behind the checks of a decision that all passed, and no others', async () => {
    const rows = await copyRows(database.sql, everything);
    const decided = rows.filter(({ type }) => type === 'SendDecided');
    const known = new Map((await selected()).map((row) => [row.position, row.data]));
    const verdicts = decided.map(({ position, data }) => {
      // Safe: these are decisions as they were appended.
      const stored = known.get(position) as { decision: { rule: string | null; checks: unknown[] } };
      const checks = stored.decision.rule === null ? [] : stored.decision.checks;
      expect(stored.decision.checks.length).toBeGreaterThan(0);
      expect(JSON.parse(data.toString())).toEqual({ ...stored, decision: { ...stored.decision, checks } });
      return stored.decision.rule === null;
    });
    expect(new Set(verdicts)).toEqual(new Set([true, false]));
  });

  it('are those of the range, in order, and none where there is nothing', async () => {
    const positions = async (range: Partial<typeof everything>) =>
      (await copyRows(database.sql, { ...everything, ...range })).map(({ position }) => position);
    expect(await positions({ after: 3, limit: 2 })).toEqual([4, 5]);
    expect(await positions({ after: 3, upTo: 4 })).toEqual([4]);
    expect(await positions({ after: everything.upTo })).toEqual([]);
    expect(await positions({ limit: 0 })).toEqual([]);
  });

  it('leave the connection able to go on, however much they are', async () => {
    for (let limit = 1; limit <= everything.upTo; limit += 1) {
      expect(await copyRows(database.sql, { ...everything, limit })).toHaveLength(limit);
      expect(await database.sql`select 1 as one`).toEqual([{ one: 1 }]);
    }
  });

  it('of a position beyond 32 bits are found', async () => {
    const admin = openDatabase(test.adminUrl, { max: 1 });
    await admin.sql`alter table events alter column position restart with 9000000000`;
    await admin.close();
    const store = openEventStore(database.sql, sampleSecrets);
    await store.append([sampleReport(902)]);
    const rows = await copyRows(database.sql, { after: everything.upTo, upTo: 9_000_000_000, limit: 5 });
    expect(rows.map(({ position }) => position)).toEqual([9_000_000_000]);
  });

  it('are refused for what is no position, before it reaches the database', async () => {
    await expect(copyRows(database.sql, { ...everything, after: 1.5 })).rejects.toThrow(RangeError);
  });
});
