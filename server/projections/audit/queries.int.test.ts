import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import type { DomainEvent } from '#server/domain/events.ts';
import { preferencesStream } from '#server/domain/preference/events.ts';
import { subjectStream } from '#server/domain/subject/events.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { cursorOf } from '#server/projections/cursor.ts';
import { advanceRebuild, beginRebuild, settleRebuild } from '#server/projections/rebuild.ts';
import { runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleFact, sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { auditProjection } from './fold.ts';
import { listAudit } from './queries.ts';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();
const everything: { cursor: string | null; limit: number } = { cursor: null, limit: 100 };
let subjectId: string;

const by = (actor: string, n: number, fact: DomainEvent & { stream: string }): NewEvent => ({
  ...sampleFact(n, fact),
  actor,
});
const paused = (n: number, userId: string, actor: string) =>
  by(actor, n, {
    stream: preferencesStream(userId),
    type: 'AllPaused',
    data: { userId, until: null },
    personal: null,
  });
const revealed = (n: number, actor: string) =>
  by(actor, n, {
    stream: subjectStream(subjectId),
    type: 'PersonalDataRevealed',
    data: { subjectId, kind: 'message', id: 'm-1', why: 'called about a receipt' },
    personal: null,
  });

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
  subjectId = eventStore.subjectIdOf({ kind: 'email', value: 'person-1@example.com' });
  const { actor: _, ...unsigned } = paused(3, 'ada', 'nobody');
  await eventStore.append([sampleReport(1), paused(2, 'ada', 'ada'), unsigned, revealed(4, 'sue')]);
  // Appended last, and said to have been done first.
  await eventStore.append([...Array.from({ length: 5 }, (__, n) => paused(10 + n, 'ben', 'sue'))]);
  await eventStore.append([{ ...paused(20, 'cleo', 'key-shop'), occurredAt: at(0) }]);
  await eventStore.eraseSubject(subjectId, { actor: 'sue', reason: 'asked for', at: at(5_000) });
  await project();
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const project = () => runProjection({ sql: database.sql, eventStore }, auditProjection);
const idsOf = async (filter: Parameters<typeof listAudit>[1], page = everything) =>
  (await listAudit(database.db, filter, page)).deeds.map(({ id }) => id);

describe('listAudit', () => {
  it('tells who did what to what, by when the store learnt of it', async () => {
    const { deeds, nextCursor } = await listAudit(database.db, {}, everything);
    expect(nextCursor).toBeNull();
    const facts = [20, 14, 13, 12, 11, 10, 4, 2].map((n) => `api/fact-${n}`);
    expect(deeds.map(({ id }) => id)).toEqual([`admin/erase-${subjectId}`, ...facts]);
    const recorded = deeds.find(({ action }) => action === 'personal_data_revealed');
    expect(recorded).toStrictEqual({
      id: 'api/fact-4',
      position: recorded?.position,
      at: at(4),
      recordedAt: recorded?.recordedAt,
      actor: 'sue',
      source: 'api',
      action: 'personal_data_revealed',
      targetKind: 'subject',
      targetId: subjectId,
      details: { kind: 'message', id: 'm-1', why: 'called about a receipt' },
    });
    const position = recorded?.position ?? 0;
    const [event] = await eventStore.readRange({ after: position - 1, upTo: position, limit: 1 });
    expect(event).toMatchObject({ type: 'PersonalDataRevealed', recordedAt: recorded?.recordedAt });
  });

  it('gives every deed once on pages of any size', async () => {
    const all = await idsOf({});
    expect(all).toHaveLength(9);
    for (const limit of [1, 2, 4, 9]) {
      const found: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await listAudit(database.db, {}, { cursor, limit });
        expect(page.deeds.length).toBeLessThanOrEqual(limit);
        found.push(...page.deeds.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(found).toEqual(all);
    }
  });

  it('finds what one actor did, and goes on to the next page of it', async () => {
    const all = [`admin/erase-${subjectId}`, ...[14, 13, 12, 11, 10, 4].map((n) => `api/fact-${n}`)];
    expect(await idsOf({ actor: 'sue' })).toEqual(all);
    const { deeds, nextCursor } = await listAudit(database.db, { actor: 'sue' }, { cursor: null, limit: 3 });
    const rest = await idsOf({ actor: 'sue' }, { cursor: nextCursor, limit: 100 });
    expect([...deeds.map(({ id }) => id), ...rest]).toEqual(all);
  });

  it('finds one kind of deed, and everything done to one thing', async () => {
    expect(await idsOf({ action: 'subject_erased' })).toEqual([`admin/erase-${subjectId}`]);
    const jane = { kind: 'subject' as const, id: subjectId };
    expect(await idsOf({ target: jane })).toEqual([`admin/erase-${subjectId}`, 'api/fact-4']);
    expect(await idsOf({ target: { ...jane, kind: 'person' } })).toEqual([]);
    expect(await idsOf({ target: { kind: 'person', id: 'ada' }, actor: 'ada' })).toEqual(['api/fact-2']);
    expect(await idsOf({ target: { kind: 'person', id: 'ada' }, actor: 'sue' })).toEqual([]);
  });

  it('finds what was recorded from one moment and before another', async () => {
    const { deeds } = await listAudit(database.db, {}, everything);
    const newest = deeds[0]?.recordedAt ?? '';
    const since = deeds.filter(({ recordedAt }) => recordedAt >= newest).map(({ id }) => id);
    const before = deeds.filter(({ recordedAt }) => recordedAt < newest).map(({ id }) => id);
    expect(await idsOf({ from: newest })).toEqual(since);
    expect(await idsOf({ to: newest })).toEqual(before);
    expect(await idsOf({ from: newest, to: newest })).toEqual([]);
  });

  it.each(['bm8', cursorOf([at(0), 'api/fact-4'])])(
    'refuses the cursor %s it did not give',
    async (cursor) => {
      const page = { cursor, limit: 5 };
      await expect(listAudit(database.db, {}, page)).rejects.toMatchObject({ code: 'invalid_cursor' });
    },
  );
});

it('gives the same rows in a rebuild, after the erasure', async () => {
  const deps = { sql: database.sql, eventStore };
  await beginRebuild(deps, auditProjection);
  await advanceRebuild(deps, auditProjection, { untilMs: Number.POSITIVE_INFINITY });
  const { comparisons } = await settleRebuild(deps, auditProjection, () => false);
  expect(comparisons).toMatchObject([{ table: 'audit', liveRows: 9, nextRows: 9, equal: true }]);
});
