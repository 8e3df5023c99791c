import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { defaultCategories } from '#server/domain/category/category.ts';
import { decideSend } from '#server/domain/decision/decide-send.ts';
import { decisionStream } from '#server/domain/decision/events.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { advanceRebuild, beginRebuild, settleRebuild } from '#server/projections/rebuild.ts';
import { runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleFact, sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { withChecks } from './checks-queries.ts';
import { type DecisionRow, decisionsProjection } from './fold.ts';
import { decisionOfMessage, decisionsOfNotification } from './queries.ts';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();

/** Sends to who has an address, and skips who has none. */
function decision(n: number, subjectId: string | null) {
  return decideSend(
    { channel: 'sms', category: 'billing', at: at(n), costMicros: 0 },
    {
      categories: defaultCategories,
      address: subjectId === null ? null : { subjectId, because: null },
      preferences: null,
      suppressions: [],
      marketingPause: null,
      duplicateOf: null,
      budget: null,
    },
  );
}

function decided(
  n: number,
  messageId: string,
  subjectId: string | null,
  notificationId: string | null = 'ntf_1',
) {
  return sampleFact(n, {
    stream: decisionStream(messageId),
    type: 'SendDecided',
    data: {
      messageId,
      notificationId,
      channel: 'sms',
      category: 'billing',
      decision: decision(n, subjectId),
    },
    personal: null,
  });
}

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
  await eventStore.append([
    sampleReport(1_000),
    decided(1, 'm-1', null),
    decided(2, 'm-2', 'somebody'),
    decided(3, 'm-1', 'somebody'),
    { ...decided(4, 'm-1', null), occurredAt: at(2) },
    { ...decided(5, 'm-3', null), occurredAt: at(3) },
    decided(6, 'm-4', null, null),
    decided(7, 'm-5', null, 'ntf_2'),
  ]);
  await project();
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const project = () => runProjection({ sql: database.sql, eventStore }, decisionsProjection);

describe('decisionOfMessage', () => {
  it('gives the newest decision, and names the event that it was made by', async () => {
    const { checks: _, ...sent } = decision(3, 'somebody');
    expect(await decisionOfMessage(database.db, 'm-1')).toStrictEqual({
      messageId: 'm-1',
      notificationId: 'ntf_1',
      channel: 'sms',
      category: 'billing',
      decidedAt: at(3),
      eventId: 'api/fact-3',
      ...sent,
    });
    expect(await decisionOfMessage(database.db, 'm-4')).toMatchObject({
      notificationId: null,
      verdict: 'skip',
      rule: 'no_address',
    });
  });

  it('knows of none for a message that was sent without us', async () => {
    expect(await decisionOfMessage(database.db, 'm-1000')).toBeNull();
  });
});

describe('withChecks', () => {
  const rows = async () => {
    const { decisions } = await decisionsOfNotification(database.db, 'ntf_1', { before: null, limit: 5 });
    return decisions;
  };

  it('gives each decision every check it was made by, in the order given, by one look at the store', async () => {
    const asked: (readonly string[])[] = [];
    const reader = {
      readEvents: (ids: readonly string[]) => {
        asked.push(ids);
        return eventStore.readEvents(ids);
      },
    };
    const decisions = await rows();
    const expected = [decision(5, null), decision(3, 'somebody'), decision(2, 'somebody')];
    expect(expected.every(({ checks }) => checks.length > 5)).toBe(true);
    const checked = await withChecks(reader, decisions);
    expect(checked).toStrictEqual(
      decisions.map((row, index) => ({ ...row, checks: expected[index]?.checks })),
    );
    expect(await withChecks(eventStore, decisions.toReversed())).toStrictEqual(checked.toReversed());
    expect(asked).toEqual([['api/fact-5', 'api/fact-3', 'api/fact-2']]);
  });

  it.each([
    ['is not in the store', 'api/fact-99'],
    ['decided nothing', 'sample/e-1000'],
  ])('refuses a row whose event %s, and says what to do', async (_, eventId) => {
    const [row] = await rows();
    if (row === undefined) throw new Error('three messages were decided');
    const broken: DecisionRow = { ...row, eventId };
    await expect(withChecks(eventStore, [broken])).rejects.toThrow(`${eventId} in the store: rebuild`);
  });
});

describe('decisionsOfNotification', () => {
  it('gives one decision for each of its messages, the newest first, on pages of any size', async () => {
    for (const limit of [1, 2, 3, 4]) {
      const found: string[] = [];
      let before: Parameters<typeof decisionsOfNotification>[2]['before'] = null;
      do {
        const page = await decisionsOfNotification(database.db, 'ntf_1', { before, limit });
        expect(page.decisions.length).toBeGreaterThan(0);
        expect(page.decisions.length).toBeLessThanOrEqual(limit);
        found.push(...page.decisions.map(({ messageId, verdict }) => `${messageId} ${verdict}`));
        before = page.nextBefore;
      } while (before !== null);
      expect(found).toEqual(['m-3 skip', 'm-1 send', 'm-2 send']);
    }
  });

  it('is empty for a notification that nothing was decided for', async () => {
    const page = { before: null, limit: 5 };
    expect(await decisionsOfNotification(database.db, 'ntf_3', page)).toEqual({
      decisions: [],
      nextBefore: null,
    });
  });
});

it('gives the same rows in a rebuild, after somebody was erased', async () => {
  const subjectId = eventStore.subjectIdOf({ kind: 'email', value: 'person-1000@example.com' });
  await eventStore.eraseSubject(subjectId, { actor: 'admin', reason: 'asked for', at: at(5_000) });
  await project();
  const deps = { sql: database.sql, eventStore };
  await beginRebuild(deps, decisionsProjection);
  await advanceRebuild(deps, decisionsProjection, { untilMs: Number.POSITIVE_INFINITY });
  const { comparisons } = await settleRebuild(deps, decisionsProjection, () => false);
  expect(comparisons).toMatchObject([{ table: 'decisions', liveRows: 5, nextRows: 5, equal: true }]);
});
