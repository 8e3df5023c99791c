import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { contactStream } from '#server/domain/contact/events.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Moment } from '#server/domain/moment.ts';
import type { EventStore, SubjectAddress } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { momentBetweenRecords } from '#server/testing/recorded-clock.ts';
import { sampleFact, sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { channelsAsOf } from './as-of-queries.ts';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;
let before: Instant;

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();
const old: SubjectAddress = { kind: 'email', value: 'ada@example.com' };
const replacing: SubjectAddress = { kind: 'email', value: 'ada@new.example.com' };
const occurred = (seconds: number): Moment => ({ at: at(seconds), by: 'occurred' });

const set = (n: number, subject: SubjectAddress) =>
  sampleFact(n, {
    stream: contactStream('ada'),
    type: 'ContactAddressSet',
    data: { userId: 'ada', channel: 'email', subjectId: eventStore.subjectIdOf(subject) },
    personal: { address: subject.value },
    subject,
  });

const emailAsOf = async (moment: Moment) => {
  const told = await channelsAsOf(eventStore, 'ada', moment, async () => []);
  expect(told).toHaveLength(4);
  const email = told.find(({ channel }) => channel === 'email');
  return [email?.address?.address ?? null, email?.lastStatus?.status ?? null, email?.health.reason];
};

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
  await eventStore.append([
    set(10, old),
    sampleReport(20, { kind: 'delivered', recipient: old.value }),
    set(40, replacing),
  ]);
  before = await momentBetweenRecords(database.sql);
  // Heard of when the address had already been replaced.
  await eventStore.append([sampleReport(30, { kind: 'soft_bounced', recipient: old.value })]);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

describe('channelsAsOf', () => {
  it('tells by event time the address of that moment and what its reports had said', async () => {
    expect(await emailAsOf(occurred(9))).toEqual([null, null, 'no_address']);
    expect(await emailAsOf(occurred(10))).toEqual([old.value, null, 'no_reports']);
    expect(await emailAsOf(occurred(20))).toEqual([old.value, 'delivered', 'delivered']);
    expect(await emailAsOf(occurred(30))).toEqual([old.value, 'soft_bounced', 'soft_bounced']);
    expect(await emailAsOf(occurred(40))).toEqual([replacing.value, null, 'no_reports']);
  });

  it('tells by recorded time nothing that was heard of later', async () => {
    expect(await emailAsOf({ at: before, by: 'recorded' })).toEqual([replacing.value, null, 'no_reports']);
    expect(await emailAsOf({ at: at(60), by: 'recorded' })).toEqual([null, null, 'no_address']);
  });

  it('asks what stood against the address that the person had then', async () => {
    const asked: unknown[] = [];
    const told = await channelsAsOf(eventStore, 'ada', occurred(30), async (address) => {
      asked.push(address);
      return [
        {
          ...address,
          cell: 'hard_bounce',
          reason: 'hard_bounce',
          scope: 'everything',
          since: at(25),
          because: 'sample/e-25',
          isCauseKnown: true,
          newest: { at: at(25), id: 'sample/e-25' },
          expiresAt: null,
        },
      ];
    });
    expect(asked).toEqual([{ channel: 'email', subjectId: eventStore.subjectIdOf(old) }]);
    expect(told.find(({ channel }) => channel === 'email')?.health).toMatchObject({ grade: 'bad' });
  });
});
