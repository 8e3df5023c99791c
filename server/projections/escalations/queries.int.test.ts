import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import type { EscalationFact } from '#server/domain/escalation/events.ts';
import { foldEscalation } from '#server/domain/escalation/evolve.ts';
import type { EscalationState } from '#server/domain/escalation/state.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { advanceRebuild, beginRebuild, settleRebuild } from '#server/projections/rebuild.ts';
import { runBatch, runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { escalationToAppend, generatedEscalation } from '#server/testing/generated-escalations.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { escalationsProjection } from './fold.ts';
import {
  countEscalations,
  escalationOfNotification,
  escalationsAhead,
  escalationsToSettle,
} from './queries.ts';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;

/** With a fixed seed. Histories begin at five different minutes, so that many moments are shared. */
const histories: readonly (readonly EscalationFact[])[] = fc
  .sample(fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 10 }), {
    seed: 20_261_121,
    numRuns: 400,
  })
  .map((choices, n) => generatedEscalation(`ntf_${n}`, choices, n % 5));

const idOf = (history: readonly EscalationFact[]) => history[0]?.data.notificationId ?? 'none';
const states = new Map<string, EscalationState>(
  histories.map((history) => [idOf(history), foldEscalation(history)]),
);
const idsOf = (status: EscalationState['status']) =>
  [...states].filter(([, state]) => state.status === status).map(([id]) => id);

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
  const rounds = Math.max(...histories.map(({ length }) => length));
  // Round by round, each read at once: rows are stored and loaded again between the events of every escalation.
  for (let round = 0; round < rounds; round += 1) {
    const facts = histories.flatMap((history) => history.slice(round, round + 1));
    await eventStore.append([sampleReport(round), ...facts.map(escalationToAppend)]);
    const upTo = await eventStore.safePosition();
    await runBatch({ sql: database.sql, eventStore }, escalationsProjection, 'live', upTo);
  }
  expect(await runProjection({ sql: database.sql, eventStore }, escalationsProjection)).toMatchObject({
    events: 0,
  });
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

describe('escalationOfNotification', () => {
  it('gives back the very state that the events make, for every history', async () => {
    for (const [id, state] of states) {
      const found = await escalationOfNotification(database.db, id);
      expect(found?.state).toStrictEqual(state);
      expect(found?.changedAt).toBe(histories.find((history) => idOf(history) === id)?.at(-1)?.occurredAt);
    }
    const seen = new Set([...states.values()].map(({ status }) => status));
    expect([...seen].sort()).toEqual(['cancelled', 'ended', 'intended', 'outcome_unknown', 'watching']);
  });

  it('knows of none where nothing was planned', async () => {
    expect(await escalationOfNotification(database.db, 'ntf_none')).toBeNull();
  });

  it('does not show an event whose plan is not known', async () => {
    const [, event] = generatedEscalation('ntf_early', [0, 0]);
    if (event === undefined) throw new Error('two events');
    await eventStore.append([escalationToAppend(event)]);
    await runProjection({ sql: database.sql, eventStore }, escalationsProjection);
    expect(await escalationOfNotification(database.db, 'ntf_early')).toBeNull();
  });
});

type List = typeof escalationsAhead;

/** Everything on pages of any size, which must be the same. */
async function paged(list: List) {
  const all = await list(database.db, { cursor: null, limit: 1_000 });
  expect(all.nextCursor).toBeNull();
  for (const limit of [1, 4, all.escalations.length]) {
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await list(database.db, { cursor, limit });
      expect(page.escalations.length).toBeLessThanOrEqual(limit);
      found.push(...page.escalations.map(({ notificationId }) => notificationId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(found).toEqual(all.escalations.map(({ notificationId }) => notificationId));
  }
  return all.escalations;
}

describe('escalationsAhead', () => {
  it('gives each that waits for a step, the next due first', async () => {
    const ahead = await paged(escalationsAhead);
    expect(ahead.map(({ notificationId }) => notificationId).sort()).toEqual(idsOf('watching').sort());
    const due = ahead.map(({ dueAt }) => dueAt);
    expect(due).not.toContain(null);
    expect(due).toEqual(due.toSorted());
    expect(new Set(due).size).toBeGreaterThan(3);
  });
});

describe('escalationsToSettle', () => {
  it('gives each whose outcome nobody knows, the longest waiting first, until a person answers', async () => {
    const open = await paged(escalationsToSettle);
    expect(open.length).toBeGreaterThan(3);
    expect(open.map(({ notificationId }) => notificationId).sort()).toEqual(idsOf('outcome_unknown').sort());
    const since = open.map(({ changedAt }) => changedAt);
    expect(since).toEqual(since.toSorted());

    const [first] = open;
    if (first?.state.status !== 'outcome_unknown') throw new Error('an open one');
    const { notificationId, step, messageId } = first.state.intent;
    const answer: EscalationFact = {
      type: 'EscalationSettled',
      data: { notificationId, step, messageId, outcome: 'not_sent', by: 'person' },
      personal: null,
      occurredAt: first.changedAt,
    };
    await eventStore.append([escalationToAppend(answer)]);
    await runProjection({ sql: database.sql, eventStore }, escalationsProjection);
    const left = await paged(escalationsToSettle);
    expect(left.map((one) => one.notificationId)).toEqual(open.slice(1).map((one) => one.notificationId));
    const facts = histories.find((history) => idOf(history) === notificationId) ?? [];
    const found = await escalationOfNotification(database.db, notificationId);
    expect(found?.state).toStrictEqual(foldEscalation([...facts, answer]));
  });

  it('refuses a cursor it did not give', async () => {
    await expect(escalationsToSettle(database.db, { cursor: 'bm8', limit: 5 })).rejects.toMatchObject({
      code: 'invalid_cursor',
    });
  });
});

it('counts how many stand where, those without a plan apart', async () => {
  const counts = await countEscalations(database.db);
  expect(counts.map(({ status }) => status)).toEqual([
    'watching',
    'intended',
    'outcome_unknown',
    'cancelled',
    'ended',
  ]);
  expect(counts.every(({ atLeast }) => !atLeast)).toBe(true);
  expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(histories.length);
  expect(counts.find(({ status }) => status === 'cancelled')?.count).toBe(idsOf('cancelled').length);
});

it('gives the same rows in a rebuild, which reads everything at once', async () => {
  const deps = { sql: database.sql, eventStore };
  await beginRebuild(deps, escalationsProjection);
  await advanceRebuild(deps, escalationsProjection, { untilMs: Number.POSITIVE_INFINITY });
  const { comparisons } = await settleRebuild(deps, escalationsProjection, () => false);
  const rows = histories.length + 1;
  expect(comparisons).toMatchObject([{ table: 'escalations', liveRows: rows, nextRows: rows, equal: true }]);
});

it('stops counting where a number says no more', async () => {
  await database.sql`
    insert into read_models.escalations (notification_id, status, outcomes, spent_micros, changed_at)
    select 'many-' || n, 'ended', '{}', 0, now() from generate_series(1, 1001) as n`;
  const counts = await countEscalations(database.db);
  expect(counts.find(({ status }) => status === 'ended')).toEqual({
    status: 'ended',
    count: 1_000,
    atLeast: true,
  });
});
