import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { sendRules } from '#server/domain/decision/send-decision.ts';
import { notificationStream } from '#server/domain/notification/events.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { advanceRebuild, beginRebuild, settleRebuild } from '#server/projections/rebuild.ts';
import { runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleFact, sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { notificationsProjection } from './fold.ts';
import {
  findNotification,
  listNotifications,
  listUndecided,
  notificationOfKey,
  notificationsOfPerson,
  notificationsOfReference,
} from './queries.ts';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();
const long = 'x'.repeat(9_000);

function requested(n: number, userId: string, dataReference?: string): NewEvent {
  const notificationId = `ntf_${n}`;
  const personal = { idempotencyKey: n === 6 ? long : `key-${n}` };
  return sampleFact(n, {
    stream: notificationStream(notificationId),
    type: 'NotificationRequested',
    data: {
      notificationId,
      userId,
      category: 'billing',
      template: 'receipt',
      channels: ['email'],
      criticality: 'normal',
      contentHash: `hash-${n}`,
    },
    personal: dataReference === undefined ? personal : { ...personal, dataReference },
    subject: { kind: 'user', value: userId },
  });
}

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
  await eventStore.append([
    sampleReport(1_000),
    requested(3, 'ada', 'invoices/1'),
    requested(1, 'ada', 'invoices/1'),
    requested(2, 'ben', 'invoices/1'),
    { ...requested(4, 'ada', 'invoices/2'), occurredAt: at(3) },
    requested(5, 'ada'),
    requested(6, 'ben', long),
  ]);
  await project();
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const project = () => runProjection({ sql: database.sql, eventStore }, notificationsProjection);

type List = (page: { cursor: string | null; limit: number }) => ReturnType<typeof listNotifications>;

/** The ids on pages of any size, which must be the same. */
async function pagedIds(list: List): Promise<readonly string[]> {
  const all = await list({ cursor: null, limit: 100 });
  const ids = all.notifications.map(({ notificationId }) => notificationId);
  expect(all.nextCursor).toBeNull();
  for (const limit of [1, 2, ids.length, ids.length + 1]) {
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await list({ cursor, limit });
      expect(page.notifications.length).toBeLessThanOrEqual(limit);
      found.push(...page.notifications.map(({ notificationId }) => notificationId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(found).toEqual(ids);
  }
  return ids;
}

describe('findNotification', () => {
  it('gives what was asked for, and by whom', async () => {
    expect(await findNotification(database.db, 'ntf_3')).toStrictEqual({
      notificationId: 'ntf_3',
      userId: 'ada',
      subjectId: eventStore.subjectIdOf({ kind: 'user', value: 'ada' }),
      category: 'billing',
      template: 'receipt',
      channels: ['email'],
      criticality: 'normal',
      value: null,
      idempotencyKey: 'key-3',
      dataReference: 'invoices/1',
      requestedAt: at(3),
      requestedBy: 'user-7',
      eventId: 'api/fact-3',
      erased: false,
    });
  });

  it('knows none that nobody asked for', async () => {
    expect(await findNotification(database.db, 'ntf_9')).toBeNull();
  });
});

describe('notificationOfKey', () => {
  it('finds the one notification of a key of any length', async () => {
    expect(await notificationOfKey(database.db, 'key-4')).toMatchObject({ notificationId: 'ntf_4' });
    expect(await notificationOfKey(database.db, long)).toMatchObject({ notificationId: 'ntf_6' });
  });

  it('does not find a key by its beginning', async () => {
    expect(await notificationOfKey(database.db, 'key-')).toBeNull();
    expect(await notificationOfKey(database.db, long.slice(1))).toBeNull();
  });
});

describe('lists', () => {
  it('give everything, the newest first, on pages of any size', async () => {
    const ids = await pagedIds((page) => listNotifications(database.db, page));
    expect(ids).toEqual(['ntf_6', 'ntf_5', 'ntf_4', 'ntf_3', 'ntf_2', 'ntf_1']);
  });

  it('give what was asked for one person', async () => {
    const ids = await pagedIds((page) => notificationsOfPerson(database.db, 'ada', page));
    expect(ids).toEqual(['ntf_5', 'ntf_4', 'ntf_3', 'ntf_1']);
  });

  it('give what was asked with one reference of the host', async () => {
    const ofReference = (reference: string) =>
      pagedIds((page) => notificationsOfReference(database.db, reference, page));
    expect(await ofReference('invoices/1')).toEqual(['ntf_3', 'ntf_2', 'ntf_1']);
    expect(await ofReference(long)).toEqual(['ntf_6']);
  });

  it('are empty for whom nothing was asked, and refuse a cursor they did not give', async () => {
    const nothing = { notifications: [], nextCursor: null };
    expect(await notificationsOfPerson(database.db, 'nobody', { cursor: null, limit: 5 })).toEqual(nothing);
    await expect(listNotifications(database.db, { cursor: 'bm8', limit: 5 })).rejects.toMatchObject({
      code: 'invalid_cursor',
    });
  });
});

describe('listUndecided', () => {
  it('gives what was asked within a time and not decided, the oldest first', async () => {
    await eventStore.append([
      sampleFact(20, {
        stream: 'decision-ntf_3-email-0',
        type: 'SendDecided',
        data: {
          ...{ messageId: 'ntf_3-email-0', notificationId: 'ntf_3', channel: 'email', category: 'billing' },
          decision: {
            ...{ verdict: 'send', rule: null, askAgainAt: null },
            checks: sendRules.map((rule) => ({
              ...{ rule, version: 1, input: {}, verdict: 'pass' as const, because: [], until: null },
            })),
          },
        },
        personal: null,
      }),
    ]);
    const decisions = readModelOf('decisions');
    await runProjection({ sql: database.sql, eventStore }, decisions);
    const undecided = (from: number, to: number, limit = 10) =>
      listUndecided(database.db, { from: at(from), to: at(to), limit });
    expect(await undecided(0, 60)).toEqual(['ntf_1', 'ntf_2', 'ntf_4', 'ntf_5', 'ntf_6']);
    expect(await undecided(2, 5)).toEqual(['ntf_2', 'ntf_4']);
    expect(await undecided(0, 60, 2)).toEqual(['ntf_1', 'ntf_2']);
  });
});

describe('after a person was erased', () => {
  beforeAll(async () => {
    const subjectId = eventStore.subjectIdOf({ kind: 'user', value: 'ada' });
    await eventStore.eraseSubject(subjectId, { actor: 'admin', reason: 'asked for', at: at(5_000) });
    await eventStore.append([requested(10, 'ada', 'invoices/1')]);
    await project();
  });

  it('their notifications stay, without the words of the caller', async () => {
    const { notifications } = await notificationsOfPerson(database.db, 'ada', { cursor: null, limit: 10 });
    expect(notifications).toHaveLength(5);
    const anyTime = { from: at(0), to: at(9_000), limit: 10 };
    expect(await listUndecided(database.db, anyTime)).toEqual(['ntf_2', 'ntf_6']);
    for (const one of notifications) {
      expect(one).toMatchObject({ erased: true, idempotencyKey: null, dataReference: null });
    }
    expect(await notificationOfKey(database.db, 'key-3')).toBeNull();
    expect(await notificationOfKey(database.db, 'key-2')).toMatchObject({ userId: 'ben' });
    const left = await notificationsOfReference(database.db, 'invoices/1', { cursor: null, limit: 10 });
    expect(left.notifications.map(({ userId }) => userId)).toEqual(['ben']);
  });

  it('a rebuild gives the same rows', async () => {
    const deps = { sql: database.sql, eventStore };
    await beginRebuild(deps, notificationsProjection);
    await advanceRebuild(deps, notificationsProjection, { untilMs: Number.POSITIVE_INFINITY });
    const { comparisons } = await settleRebuild(deps, notificationsProjection, () => false);
    expect(comparisons).toMatchObject([{ table: 'notifications', liveRows: 7, nextRows: 7, equal: true }]);
  });
});
