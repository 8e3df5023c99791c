import { getTableName } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { streamOfAlert } from '#server/domain/alert/watch.ts';
import { apiKeyStream } from '#server/domain/api-key/events.ts';
import { contactStream } from '#server/domain/contact/events.ts';
import { decisionStream } from '#server/domain/decision/events.ts';
import { type SendRule, sendRules } from '#server/domain/decision/send-decision.ts';
import { erasureStream } from '#server/domain/erasure/events.ts';
import { preferencesStream } from '#server/domain/preference/events.ts';
import { sunsetStream } from '#server/domain/sunset/events.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { appendNotifiedPeople } from '#server/testing/notified-people.ts';
import { readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleFact, sampleReport, sampleSecrets, sampleUnreadable } from '#server/testing/sample-events.ts';
import type { ReadModel } from './projection.ts';
import { abortRebuild, advanceRebuild, beginRebuild, dropReplaced, settleRebuild } from './rebuild.ts';
import { projections } from './registry.ts';
import { type ProjectionDeps, runProjection } from './run.ts';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;
let deps: ProjectionDeps;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url, { max: 20 });
  eventStore = openEventStore(database.sql, sampleSecrets);
  deps = { sql: database.sql, eventStore };
  const many = Array.from({ length: 5_000 }, (_, n) => sampleReport(n, { messageId: `m-${n % 1_700}` }));
  await eventStore.append(many);
  await eventStore.append([sampleUnreadable(6_000), sampleUnreadable(6_001)]);
  await eventStore.append(factsOf(eventStore));
  await appendNotifiedPeople(eventStore, catchUp);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

beforeEach(catchUp);

async function catchUp() {
  for (const model of projections) await runProjection(deps, model);
}

const passed = (rule: SendRule) => ({
  rule,
  version: 1,
  input: {},
  verdict: 'pass' as const,
  because: [],
  until: null,
});

/** At least one row for every read model that reports alone do not fill. */
function factsOf(store: EventStore): NewEvent[] {
  const userId = 'user-7';
  const subject = { kind: 'email', value: 'person-7@example.com' };
  return [
    sampleFact(6_002, {
      stream: contactStream(userId),
      type: 'ContactAddressSet',
      data: { userId, channel: 'email', subjectId: store.subjectIdOf(subject) },
      personal: { address: subject.value },
      subject,
    }),
    sampleFact(6_003, {
      stream: preferencesStream(userId),
      type: 'AllPaused',
      data: { userId, until: null },
      personal: null,
    }),
    sampleFact(6_004, {
      stream: decisionStream('m-7'),
      type: 'SendDecided',
      data: {
        messageId: 'm-7',
        notificationId: null,
        channel: 'email',
        category: 'billing',
        decision: { verdict: 'send', rule: null, askAgainAt: null, checks: sendRules.map(passed) },
      },
      personal: null,
    }),
    sampleFact(6_005, {
      stream: apiKeyStream('5f1c0a9be27d4836'),
      type: 'ApiKeyCreated',
      data: { keyId: '5f1c0a9be27d4836', name: 'backend', hash: 'a'.repeat(64), scopes: ['messages:read'] },
      personal: null,
    }),
    sampleFact(6_006, {
      stream: streamOfAlert('bounces-24h.stream.marketing.1'),
      type: 'AlertAcknowledged',
      data: { alertId: 'bounces-24h.stream.marketing.1' },
      personal: null,
    }),
    sampleFact(6_007, {
      stream: erasureStream('era_7'),
      type: 'ErasureRequested',
      data: {
        erasureId: 'era_7',
        userIds: [userId],
        subjectIds: [store.subjectIdOf(subject)],
        language: 'en',
      },
      personal: { email: subject.value },
      subject,
    }),
    sampleFact(6_008, {
      stream: sunsetStream(store.subjectIdOf(subject)),
      type: 'SunsetAsked',
      data: {
        subjectId: store.subjectIdOf(subject),
        episode: 1,
        notificationId: 'ntf_7',
        askedAt: '2026-05-03T00:00:00.000Z',
        graceDays: 14,
      },
      personal: null,
    }),
  ];
}

const forEver = { untilMs: Number.POSITIVE_INFINITY };
const tableOf = (model: ReadModel, schema = 'read_models') => {
  const [table] = model.tables;
  if (!table) throw new Error(`${model.name} has no table`);
  return database.sql(`${schema}.${getTableName(table)}`);
};
const rowsOf = async (model: ReadModel, schema?: string) => {
  const [counted] = await database.sql<
    { n: number }[]
  >`select count(*)::int as n from ${tableOf(model, schema)}`;
  return counted?.n ?? 0;
};

describe.each(projections.map((model) => ({ name: model.name, model })))(
  'a rebuild of $name',
  ({ model }) => {
    it('from position 0 gives the live rows, row by row, and keeps the old ones until they are dropped', async () => {
      await beginRebuild(deps, model);
      const { position, target } = await advanceRebuild(deps, model, forEver);
      expect(position).toBe(target);
      const { swapped, comparisons } = await settleRebuild(deps, model, (found) =>
        found.every(({ equal }) => equal),
      );
      expect(swapped).toBe(true);
      for (const { liveRows, nextRows, equal } of comparisons) {
        expect({ equal, rows: nextRows }).toEqual({ equal: true, rows: liveRows });
      }
      expect(await rowsOf(model, 'read_models_old').catch(() => 'not readable')).toBe('not readable');
      await dropReplaced(deps, model);
    });

    it('finds a row that was repaired by hand', async () => {
      const [row] = await database.sql`delete from ${tableOf(model)} where ctid = (
        select ctid from ${tableOf(model)} limit 1) returning 1`;
      expect(row).toBeDefined();
      await beginRebuild(deps, model);
      await advanceRebuild(deps, model, forEver);
      const judged = await settleRebuild(deps, model, (found) => found.every(({ equal }) => equal));
      expect(judged.swapped).toBe(false);
      const accepted = await settleRebuild(deps, model, () => true);
      expect(accepted.swapped).toBe(true);
      expect(await rowsOf(model)).toBe(judged.comparisons[0]?.nextRows);
    });

    it('can be aborted while it reads, and leaves the live rows as they are', async () => {
      const before = await rowsOf(model);
      await beginRebuild(deps, model);
      await abortRebuild(deps, model);
      await expect(advanceRebuild(deps, model, forEver)).rejects.toThrow('no rebuild under way');
      expect(await rowsOf(model)).toBe(before);
    });
  },
);

it('leaves as much room in its pages as the live tables have', async () => {
  const model = readModelOf('messages');
  const room = async () => {
    const [table] = await database.sql<{ options: string[] | null }[]>`
      select reloptions as options from pg_class where oid = 'read_models.messages'::regclass`;
    return table?.options;
  };
  const before = await room();
  expect(before).toEqual(['fillfactor=80']);
  await beginRebuild(deps, model);
  await advanceRebuild(deps, model, forEver);
  await settleRebuild(deps, model, () => true);
  expect(await room()).toEqual(before);
});

describe('with traffic', () => {
  it('loses and doubles nothing while writers append and the live model reads on', async () => {
    const model = readModelOf('messages');
    let writing = true;
    const writer = async (w: number) => {
      for (let n = 0; n < 40; n += 1) {
        const first = 100_000 + w * 1_000 + n * 10;
        await eventStore.append(
          Array.from({ length: 10 }, (_, i) =>
            sampleReport(first + i, { messageId: `t-${(first + i) % 90}` }),
          ),
        );
      }
    };
    const reader = (async () => {
      while (writing) await runProjection(deps, model);
    })();
    const writers = Promise.all(Array.from({ length: 4 }, (_, w) => writer(w)));
    await beginRebuild(deps, model);
    await advanceRebuild(deps, model, forEver);
    const { swapped, comparisons } = await settleRebuild(deps, model, (found) =>
      found.every(({ equal }) => equal),
    );
    await writers;
    writing = false;
    await reader;
    expect(swapped).toBe(true);
    expect(comparisons.map(({ equal }) => equal)).toEqual(model.tables.map(() => true));

    await runProjection(deps, model);
    const [counted] = await database.sql<{ n: number }[]>`
      select sum(cardinality(positions))::int as n from read_models.messages`;
    expect(counted?.n).toBe(5_000 + 4 * 400);
  });
});

it('cannot be abused to drop what is true', async () => {
  await expect(database.sql`select drop_rebuild(array['events'], 'public')`).rejects.toThrow(
    /only next and old/,
  );
  await database.sql`select drop_rebuild(array['events'], 'next')`;
  expect(await eventStore.newestPosition()).toBeGreaterThan(0);
});
