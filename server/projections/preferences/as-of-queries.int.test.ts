import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Moment } from '#server/domain/moment.ts';
import { preferencesStream } from '#server/domain/preference/events.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { momentBetweenRecords } from '#server/testing/recorded-clock.ts';
import { sampleFact, sampleSecrets } from '#server/testing/sample-events.ts';
import { preferencesAsOf } from './as-of-queries.ts';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;
let before: Instant;

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();
const wish = (n: number, enabled: boolean) =>
  sampleFact(n, {
    stream: preferencesStream('ada'),
    type: 'PreferenceChanged',
    data: { userId: 'ada', category: 'marketing', channel: 'email', enabled },
    personal: null,
  });
const enabledAsOf = async (moment: Moment) => {
  const state = await preferencesAsOf(eventStore, 'ada', moment);
  return state?.wishes['marketing/email']?.enabled ?? null;
};

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
  await eventStore.append([wish(10, true)]);
  before = await momentBetweenRecords(database.sql);
  // A wish of long before that was brought in later.
  await eventStore.append([wish(20, false)]);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

describe('preferencesAsOf', () => {
  it('tells by event time what was wished by then, whenever it was brought in', async () => {
    expect(await enabledAsOf({ at: at(9), by: 'occurred' })).toBeNull();
    expect(await enabledAsOf({ at: at(10), by: 'occurred' })).toBe(true);
    expect(await enabledAsOf({ at: at(20), by: 'occurred' })).toBe(false);
    expect(await enabledAsOf({ at: before, by: 'occurred' })).toBe(false);
  });

  it('tells by recorded time what we knew then', async () => {
    expect(await preferencesAsOf(eventStore, 'ada', { at: at(60), by: 'recorded' })).toBeNull();
    expect(await enabledAsOf({ at: before, by: 'recorded' })).toBe(true);
  });

  it('knows nothing of somebody who never wished anything', async () => {
    expect(await preferencesAsOf(eventStore, 'bob', { at: at(60), by: 'occurred' })).toBeNull();
  });
});
