import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Moment } from '#server/domain/moment.ts';
import { suppressionPolicyStream, suppressionStream } from '#server/domain/suppression/events.ts';
import { defaultSuppressionPolicy } from '#server/domain/suppression/policy.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { momentBetweenRecords } from '#server/testing/recorded-clock.ts';
import { sampleFact, sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { suppressionStateOf, suppressionsAsOf } from './as-of-queries.ts';
import { suppressionsProjection } from './fold.ts';
import { currentSuppressionRules, suppressionRulesAsOf } from './policy-queries.ts';
import { checkSuppressions, findSuppressionAddress } from './queries.ts';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;
/** What was known before the late report, between it and the lift, and after both. */
let first: Instant;
let second: Instant;

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();
const address = 'ada@example.com';
const subject = { kind: 'email', value: address };
const target = () => ({ channel: 'email' as const, subjectId: eventStore.subjectIdOf(subject) });
const occurred = (seconds: number): Moment => ({ at: at(seconds), by: 'occurred' });
const recorded = (when: Instant): Moment => ({ at: when, by: 'recorded' });
const groundsAsOf = async (moment: Moment) => {
  const { suppressions } = await suppressionsAsOf(eventStore, target(), moment);
  return suppressions.map(({ reason, since }) => [reason, since]);
};

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
  const { channel, subjectId } = target();
  await eventStore.append([
    sampleReport(10, { kind: 'complained', recipient: address }),
    // Another person, and the same person by telephone.
    sampleReport(11, { kind: 'hard_bounced', recipient: 'bob@example.com' }),
    sampleFact(12, {
      stream: suppressionStream('sms', subjectId),
      type: 'SuppressionAdded',
      data: { channel: 'sms', subjectId, reason: 'manual', scope: 'everything', expiresAt: null, why: null },
      personal: { address },
      subject,
    }),
  ]);
  first = await momentBetweenRecords(database.sql);
  // Days late: it happened before the complaint.
  await eventStore.append([sampleReport(5, { kind: 'hard_bounced', recipient: address })]);
  second = await momentBetweenRecords(database.sql);
  await eventStore.append([
    sampleFact(30, {
      stream: suppressionStream(channel, subjectId),
      type: 'SuppressionLifted',
      data: {
        channel,
        subjectId,
        cell: 'complaint',
        upTo: { at: at(10), id: 'sample/e-10' },
        why: 'pressed by mistake',
        causeId: null,
      },
      personal: null,
    }),
  ]);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

describe('suppressionsAsOf', () => {
  it('tells by event time what had happened by then, however late it was heard of', async () => {
    expect(await groundsAsOf(occurred(4))).toEqual([]);
    expect(await groundsAsOf(occurred(5))).toEqual([['hard_bounce', at(5)]]);
    expect(await groundsAsOf(occurred(10))).toEqual([
      ['complaint', at(10)],
      ['hard_bounce', at(5)],
    ]);
    expect(await groundsAsOf(occurred(30))).toEqual([['hard_bounce', at(5)]]);
  });

  it('tells by recorded time what we knew then, which is what was decided from', async () => {
    expect(await groundsAsOf(recorded(at(60)))).toEqual([]);
    expect(await groundsAsOf(recorded(first))).toEqual([['complaint', at(10)]]);
    expect(await groundsAsOf(recorded(second))).toEqual([
      ['complaint', at(10)],
      ['hard_bounce', at(5)],
    ]);
  });

  it('is at the end of time what the read model says', async () => {
    await runProjection({ sql: database.sql, eventStore }, suppressionsProjection);
    const now = await momentBetweenRecords(database.sql);
    const rules = await currentSuppressionRules(eventStore);
    const [live] = await checkSuppressions(database.db, [target()], { at: now, rules });
    for (const by of ['occurred', 'recorded'] as const) {
      const { suppressions, address: shown } = await suppressionsAsOf(eventStore, target(), { at: now, by });
      expect(suppressions).toStrictEqual(live?.suppressions);
      expect(shown).toBe(address);
    }
    const row = await findSuppressionAddress(database.db, target());
    expect((await suppressionStateOf(eventStore, target())).cells).toEqual(row?.cells);
  });

  it('knows nothing of an address that nobody spoke of', async () => {
    const stranger = { channel: 'email' as const, subjectId: 'nobody' };
    expect(await suppressionsAsOf(eventStore, stranger, recorded(second))).toEqual({
      address: null,
      suppressions: [],
    });
    expect((await suppressionStateOf(eventStore, stranger)).cells).toEqual({});
  });

  it('judges by the policy of that moment, or the one we knew', async () => {
    const policy = { ...defaultSuppressionPolicy, hardBounces: { expiresAfterDays: 1 } };
    await eventStore.append([
      sampleFact(40, {
        stream: suppressionPolicyStream,
        type: 'SuppressionPolicyChanged',
        data: { policy, applies: 'to_history' },
        personal: null,
      }),
    ]);
    const expiresAt = async (moment: Moment) => {
      const { suppressions } = await suppressionsAsOf(eventStore, target(), moment);
      return suppressions.find(({ reason }) => reason === 'hard_bounce')?.expiresAt;
    };
    expect(await expiresAt(occurred(39))).toBeNull();
    expect(await expiresAt(occurred(40))).toBe(at(5 + 86_400));
    expect(await expiresAt(recorded(second))).toBeNull();
    expect((await suppressionRulesAsOf(eventStore, occurred(39))).policies).toEqual([]);
    expect((await currentSuppressionRules(eventStore)).policies).toMatchObject([{ policy }]);
  });

  it('reads no more than what speaks of the address', async () => {
    const events = await eventStore.readSubject(target().subjectId);
    expect(events.map(({ sourceEventId }) => sourceEventId)).toEqual(['e-10', 'fact-12', 'e-5']);
    expect(events.map(({ personal }) => personal !== null)).toEqual([true, true, true]);
    const newest = await eventStore.readSubject(target().subjectId, { limit: 2 });
    expect(newest.map(({ sourceEventId }) => sourceEventId)).toEqual(['fact-12', 'e-5']);
    const bounces = await eventStore.readSubject(target().subjectId, { types: ['MessageHardBounced'] });
    expect(bounces.map(({ sourceEventId }) => sourceEventId)).toEqual(['e-5']);
  });
});
