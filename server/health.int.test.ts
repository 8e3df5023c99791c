import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { projections } from '#server/projections/registry.ts';
import { runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { readHealth } from './health.ts';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const lag = async () =>
  (await readHealth({ sql: database.sql, eventStore, engineUrl: null })).projections[0]?.lag;

it('counts the events that a read model has not read', async () => {
  await eventStore.append([sampleReport(1), sampleReport(2)]);
  expect(await lag()).toBe(2);
  for (const projection of projections) await runProjection({ sql: database.sql, eventStore }, projection);
  expect(await lag()).toBe(0);
});

it('is degraded when the engine does not answer, and ok when it does', async () => {
  const engineUrl = 'http://127.0.0.1:9/health';
  const unreachable = await readHealth({ sql: database.sql, eventStore, engineUrl });
  expect(unreachable).toMatchObject({
    status: 'degraded',
    store: { status: 'ok' },
    engine: { status: 'unreachable' },
  });
  const answering = async () => new Response('{}');
  expect(await readHealth({ sql: database.sql, eventStore, engineUrl, fetch: answering })).toMatchObject({
    status: 'ok',
  });
});

it('is down when the store cannot be reached', async () => {
  const gone = openDatabase('postgres://nobody:nothing@127.0.0.1:9/none');
  expect(
    await readHealth({ sql: gone.sql, eventStore: openEventStore(gone.sql, sampleSecrets), engineUrl: null }),
  ).toMatchObject({ status: 'down', projections: [] });
  await gone.close();
});
