import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { messages } from '#db/schema/messages.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { changesChannel } from './chunk.ts';
import type { Batch } from './projection.ts';
import { runProjection } from './run.ts';

const messagesProjection = readModelOf('messages');

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

const run = (projection = messagesProjection) => runProjection({ sql: database.sql, eventStore }, projection);
const row = async (messageId: string) =>
  (await database.db.select().from(messages).where(eq(messages.messageId, messageId)))[0];
const allRows = () => database.db.select().from(messages).orderBy(messages.messageId);
const checkpoint = async () =>
  (
    await database.sql<
      { position: number }[]
    >`select position from projections where name = 'messages' and slot = 'live'`
  )[0]?.position;

it('folds what was appended and remembers how far it read', async () => {
  await eventStore.append([
    sampleReport(1, { messageId: 'm-1', kind: 'accepted', recipient: 'a@example.com' }),
    sampleReport(2, { messageId: 'm-1', kind: 'delivered', recipient: 'a@example.com' }),
  ]);
  const result = await run();
  expect(result.events).toBe(2);
  expect(await row('m-1')).toMatchObject({
    status: 'delivered',
    recipient: 'a@example.com',
    counts: { accepted: 1, delivered: 1 },
  });
  expect(await checkpoint()).toBe(result.position);
});

it('reads nothing twice', async () => {
  const before = await row('m-1');
  expect((await run()).events).toBe(0);
  expect(await row('m-1')).toEqual(before);
});

it('reads on over several batches', async () => {
  const many = Array.from({ length: 4_500 }, (_, n) => sampleReport(10_000 + n));
  await eventStore.append(many);
  expect((await run()).events).toBe(4_500);
  const [count] = await database.sql<{ n: number }[]>`select count(*)::int as n from read_models.messages`;
  expect(count?.n).toBe(4_501);
});

it('gives eight runners at once the rows of one', async () => {
  await eventStore.append(
    Array.from({ length: 500 }, (_, n) => sampleReport(20_000 + n, { messageId: `r-${n % 50}` })),
  );
  const results = await Promise.all(Array.from({ length: 8 }, () => run()));
  expect(results.reduce((sum, result) => sum + result.events, 0)).toBe(500);
  expect(await row('r-7')).toMatchObject({ counts: { delivered: 10 } });
});

it('writes neither rows nor checkpoint when folding fails', async () => {
  await eventStore.append([sampleReport(30_000, { messageId: 'm-fail' })]);
  const before = await checkpoint();
  const broken = {
    ...messagesProjection,
    apply: async (batch: Batch) => {
      await messagesProjection.apply(batch);
      throw new Error('broken on purpose');
    },
  };
  await expect(run(broken)).rejects.toThrow('broken on purpose');
  expect(await checkpoint()).toBe(before);
  expect(await row('m-fail')).toBeUndefined();
  expect((await run()).events).toBe(1);
  expect(await row('m-fail')).toMatchObject({ status: 'delivered' });
});

it('blanks an erased person, and a rebuild from position 0 gives the same rows', async () => {
  const dora = { recipient: 'dora@example.com', messageId: 'm-dora' };
  await eventStore.append([sampleReport(40_000, dora), sampleReport(40_001, { ...dora, kind: 'opened' })]);
  await run();
  const subjectId = eventStore.subjectIdOf({ kind: 'email', value: 'dora@example.com' });
  await eventStore.eraseSubject(subjectId, {
    actor: 'admin',
    reason: 'asked for',
    at: '2026-05-04T00:00:00.000Z',
  });
  await eventStore.append([sampleReport(40_002, { ...dora, kind: 'clicked' })]);
  await run();
  expect(await row('m-dora')).toMatchObject({ recipient: null, subjectLine: null, erased: true, clicks: 1 });

  const live = await allRows();
  await database.sql`delete from read_models.messages`;
  await database.sql`delete from projections`;
  await run();
  expect(await allRows()).toEqual(live);
});

it('tells listeners which read model changed', async () => {
  const heard: string[] = [];
  let wake = () => {};
  const told = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const listening = await database.sql.listen(changesChannel, (payload) => {
    heard.push(payload);
    wake();
  });
  await eventStore.append([sampleReport(50_000)]);
  await run();
  await told;
  expect(heard).toEqual(['messages']);
  await listening.unlisten();
});
