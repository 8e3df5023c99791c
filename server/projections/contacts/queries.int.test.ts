import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { defaultCategories } from '#server/domain/category/category.ts';
import { contactStream } from '#server/domain/contact/events.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { EventStore, SubjectAddress } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { advanceRebuild, beginRebuild, settleRebuild } from '#server/projections/rebuild.ts';
import { projections } from '#server/projections/registry.ts';
import { runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleFact, sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { channelsOfPerson, peopleOfAddress } from './queries.ts';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();
const facts = { at: at(3_600), rules: { policies: [], categories: defaultCategories } };
const ada: SubjectAddress = { kind: 'email', value: 'ada@example.com' };
const newAda: SubjectAddress = { kind: 'email', value: 'ada@new.example.com' };
const shared: SubjectAddress = { kind: 'email', value: 'office@example.com' };
const phone: SubjectAddress = { kind: 'phone', value: '+4915550100' };

const set = (n: number, userId: string, channel: Channel, subject: SubjectAddress) =>
  sampleFact(n, {
    stream: contactStream(userId),
    type: 'ContactAddressSet',
    data: { userId, channel, subjectId: eventStore.subjectIdOf(subject) },
    personal: { address: subject.value },
    subject,
  });

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
  const people = Array.from({ length: 7 }, (_, n) => `person-${n}`);
  await eventStore.append([
    set(1, 'ada', 'email', ada),
    set(2, 'ada', 'sms', phone),
    sampleReport(3, { kind: 'delivered', recipient: ada.value }),
    sampleReport(4, { kind: 'opened', recipient: ada.value }),
    sampleReport(5, { kind: 'hard_bounced', recipient: newAda.value }),
    ...people.map((userId, n) => set(20 + n, userId, 'email', shared)),
    sampleReport(30, { kind: 'complained', recipient: shared.value }),
    sampleReport(31, { kind: 'unsubscribed', recipient: shared.value }),
  ]);
  await project();
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

async function project() {
  for (const projection of projections) await runProjection({ sql: database.sql, eventStore }, projection);
}

const channelOf = async (userId: string, channel: Channel) => {
  const found = (await channelsOfPerson(database.db, userId, facts)).find((one) => one.channel === channel);
  if (found === undefined) throw new Error('every channel is told');
  return found;
};

describe('channelsOfPerson', () => {
  it('tells every channel, known or not', async () => {
    const told = await channelsOfPerson(database.db, 'ada', facts);
    expect(told.map(({ channel, address }) => [channel, address?.address ?? null])).toEqual([
      ['email', 'ada@example.com'],
      ['sms', '+4915550100'],
      ['push', null],
      ['in_app', null],
    ]);
    const nobody = await channelsOfPerson(database.db, 'nobody', facts);
    expect(nobody.map(({ health }) => health.reason)).toEqual(Array(4).fill('no_address'));
  });

  it('tells the last status and what the reports say of the address', async () => {
    expect(await channelOf('ada', 'email')).toStrictEqual({
      channel: 'email',
      address: { subjectId: eventStore.subjectIdOf(ada), address: 'ada@example.com', at: at(1) },
      lastStatus: { status: 'delivered', at: at(4) },
      optedOut: null,
      suppressions: [],
      health: { grade: 'good', reason: 'delivered', because: 'sample/e-4' },
    });
    expect(await channelOf('ada', 'sms')).toMatchObject({
      lastStatus: null,
      health: { grade: 'unknown', reason: 'no_reports' },
    });
  });

  it('tells what is in force against the address at that moment', async () => {
    const told = await channelOf('person-3', 'email');
    expect(told.suppressions.map(({ reason }) => reason)).toEqual(['complaint', 'unsubscribe']);
    expect(told).toMatchObject({
      health: { grade: 'bad', reason: 'complaint', because: 'sample/e-30' },
    });
  });

  it('follows the person to a new address, which has a past of its own', async () => {
    await eventStore.append([set(50, 'ada', 'email', newAda)]);
    await project();
    expect(await channelOf('ada', 'email')).toMatchObject({
      address: { address: 'ada@new.example.com', at: at(50) },
      lastStatus: { status: 'hard_bounced', at: at(5) },
      health: { grade: 'bad', reason: 'hard_bounce' },
    });
  });

  it('tells no address once it is removed', async () => {
    await eventStore.append([
      sampleFact(60, {
        stream: contactStream('ada'),
        type: 'ContactAddressRemoved',
        data: { userId: 'ada', channel: 'sms', subjectId: eventStore.subjectIdOf(phone) },
        personal: null,
      }),
    ]);
    await project();
    expect(await channelOf('ada', 'sms')).toMatchObject({ address: null, health: { reason: 'no_address' } });
  });
});

describe('peopleOfAddress', () => {
  const office = () => ({ channel: 'email' as const, subjectId: eventStore.subjectIdOf(shared) });

  it('names everybody who has the address, on pages of any size', async () => {
    const expected = Array.from({ length: 7 }, (_, n) => `person-${n}`);
    for (const limit of [1, 3, 7, 8]) {
      const found: string[] = [];
      let after: string | null = null;
      do {
        const page = await peopleOfAddress(database.db, office(), { after, limit });
        expect(page.userIds.length).toBeLessThanOrEqual(limit);
        found.push(...page.userIds);
        after = page.nextAfter;
      } while (after !== null);
      expect(found).toEqual(expected);
    }
  });

  it('names nobody for another channel, or for an address that was given up', async () => {
    const page = { after: null, limit: 5 };
    const nobody = { userIds: [], nextAfter: null };
    expect(await peopleOfAddress(database.db, { ...office(), channel: 'sms' }, page)).toEqual(nobody);
    const old = { channel: 'email' as const, subjectId: eventStore.subjectIdOf(ada) };
    expect(await peopleOfAddress(database.db, old, page)).toEqual(nobody);
  });
});

it('forgets an erased address on every row that has it, and a rebuild gives the same rows', async () => {
  const subjectId = eventStore.subjectIdOf(shared);
  await eventStore.eraseSubject(subjectId, { actor: 'admin', reason: 'asked for', at: at(5_000) });
  await eventStore.append([set(70, 'person-9', 'email', shared)]);
  await project();
  for (const userId of ['person-0', 'person-6', 'person-9']) {
    expect(await channelOf(userId, 'email')).toMatchObject({
      address: { subjectId, address: null },
      health: { grade: 'bad', reason: 'complaint' },
    });
  }
  expect(await channelOf('ada', 'email')).toMatchObject({ address: { address: newAda.value } });

  const deps = { sql: database.sql, eventStore };
  const expected = { contacts: 10, suppressions: 3 };
  for (const [name, rows] of Object.entries(expected)) {
    const model = projections.find((one) => one.name === name);
    if (model === undefined) throw new Error(`${name} is not in the registry`);
    await beginRebuild(deps, model);
    await advanceRebuild(deps, model, { untilMs: Number.POSITIVE_INFINITY });
    const { comparisons } = await settleRebuild(deps, model, () => false);
    expect(comparisons).toMatchObject([{ liveRows: rows, nextRows: rows, equal: true }]);
  }
});
