import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import type { EventStore } from './event-store.ts';
import { openEventStore } from './open-event-store.ts';

let test: TestDatabase;
let database: Database;
let store: EventStore;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  store = openEventStore(database.sql, sampleSecrets);
  const named = (n: number, source: string, sourceEventId: string) => ({
    ...sampleReport(n),
    ...{ source, sourceEventId, fingerprint: [source, sourceEventId] },
  });
  await store.append([
    ...[1, 2, 3].map((n) => sampleReport(n)),
    named(4, 'sample', 'orders/4/paid'),
    named(5, 'other', 'e-1'),
    named(6, 'sample', '{"a,b"}'),
    sampleReport(7, { recipient: 'gone@example.com' }),
  ]);
  const subjectId = store.subjectIdOf({ kind: 'email', value: 'gone@example.com' });
  await store.eraseSubject(subjectId, { actor: 'a', reason: 'r', at: '2026-05-04T00:00:00.000Z' });
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const found = async (ids: readonly string[]) =>
  (await store.readEvents(ids)).map(({ source, sourceEventId }) => `${source}/${sourceEventId}`);

describe('events by their ids', () => {
  it('come in the order in which they were asked for, whatever order they were stored in', async () => {
    const ids = ['sample/e-3', 'other/e-1', 'sample/e-1', 'sample/e-2'];
    expect(await found(ids)).toEqual(ids);
    expect(await found(ids.toReversed())).toEqual(ids.toReversed());
  });

  it('are found where the source gave an id with slashes, or with what an array would need to escape', async () => {
    const ids = ['sample/{"a,b"}', 'sample/orders/4/paid'];
    expect(await found(ids)).toEqual(ids);
  });

  it('are not mistaken for those of another source, and those that are not there are passed over', async () => {
    expect(await found(['other/e-2', 'sample/e-9', 'sample/e-2', 'e-1', 'sample/orders/4', '/e-1'])).toEqual([
      'sample/e-2',
    ]);
  });

  it('are none where none is asked for, without a word to the database', async () => {
    const closed = openDatabase(test.url);
    await closed.close();
    expect(await openEventStore(closed.sql, sampleSecrets).readEvents([])).toEqual([]);
    await expect(openEventStore(closed.sql, sampleSecrets).readEvents(['sample/e-1'])).rejects.toThrow();
  });

  it('say all that one read alone says, and of somebody erased nothing personal', async () => {
    const ids = ['sample/e-7', 'sample/e-1', 'sample/orders/4/paid'];
    const events = await store.readEvents(ids);
    expect(events).toEqual(await Promise.all(ids.map((id) => store.readEvent(id))));
    expect(events).toMatchObject([
      { personal: null, erased: true },
      { personal: { recipient: 'person-1@example.com' }, erased: false },
      { personal: { recipient: 'person-4@example.com' }, erased: false },
    ]);
  });
});

it('knows of no event with an id that nobody gave', async () => {
  for (const id of ['sample/e-9', 'other/e-2', 'e-1']) expect(await store.readEvent(id)).toBeNull();
});
