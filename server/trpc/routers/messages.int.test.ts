import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import type { Role, Viewer } from '#server/auth/viewer.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { projections } from '#server/projections/registry.ts';
import { runProjection } from '#server/projections/run.ts';
import { callerDeps } from '#server/testing/caller-deps.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { createCaller } from '../router.ts';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;

const viewer = (role: Role): Viewer => ({ userId: role, email: `${role}@example.com`, role });
const callerOf = (who: Viewer | null) =>
  createCaller({
    viewer: who,
    deps: callerDeps({ db: database.db, eventStore }),
  });
const as = (role: Role) => callerOf(viewer(role)).messages;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
  const again = sampleReport(2, { messageId: 'm-jane', kind: 'delivered', recipient: 'jane@example.com' });
  await eventStore.append([
    // Appended out of order, as webhooks are.
    sampleReport(3, { messageId: 'm-jane', kind: 'opened', recipient: 'jane@example.com' }),
    sampleReport(1, { messageId: 'm-jane', kind: 'accepted', recipient: 'jane@example.com' }),
    again,
    sampleReport(4, { messageId: 'm-gone', recipient: 'gone@example.com' }),
  ]);
  await eventStore.append([again]);
  await eventStore.append([again]);
  await eventStore.eraseSubject(eventStore.subjectIdOf({ kind: 'email', value: 'gone@example.com' }), {
    actor: 'admin',
    reason: 'asked to',
    at: '2026-06-01T00:00:00.000Z',
  });
  for (const projection of projections) await runProjection({ sql: database.sql, eventStore }, projection);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

describe('not yours', () => {
  const procedures = {
    list: (who: Viewer | null) => callerOf(who).messages.list({}),
    counts: (who) => callerOf(who).messages.counts({}),
    byIds: (who) => callerOf(who).messages.byIds({ ids: ['m-jane'] }),
    byId: (who) => callerOf(who).messages.byId({ id: 'm-jane' }),
    timeline: (who) => callerOf(who).messages.timeline({ id: 'm-jane' }),
  } satisfies Record<keyof ReturnType<typeof as>, (who: Viewer | null) => Promise<unknown>>;

  it.each(Object.entries(procedures))(
    'refuses messages.%s to strangers and to plain users',
    async (_, call) => {
      await expect(call(null)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
      await expect(call(viewer('user'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(call(viewer('support'))).resolves.toBeDefined();
    },
  );
});

describe('as of a moment', () => {
  it('shows a message as its events up to then make it', async () => {
    const before = { at: '2026-05-03T09:00:01.500Z', by: 'occurred' } as const;
    expect(await as('admin').byId({ id: 'm-jane', asOf: before })).toMatchObject({
      status: 'accepted',
      humanOpens: 0,
    });
    const { events } = await as('admin').timeline({ id: 'm-jane', asOf: before });
    expect(events.map(({ kind }) => kind)).toEqual(['accepted']);
  });

  it('knows no message before anything was recorded of it', async () => {
    const asOf = { at: '2026-05-03T12:00:00.000Z', by: 'recorded' } as const;
    await expect(as('admin').byId({ id: 'm-jane', asOf })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('for an admin', () => {
  it('lists messages with what became of them', async () => {
    const page = await as('admin').list({});
    expect(page).toMatchObject({ masked: false, nextCursor: null });
    expect(page.rows.map((row) => row.id)).toEqual(['m-gone', 'm-jane']);
    expect(page.rows[1]).toMatchObject({
      recipient: 'jane@example.com',
      subjectLine: 'Invoice 1',
      status: 'delivered',
      humanOpens: 1,
      unknownOpens: 0,
    });
  });

  it('orders the timeline by what happened, not by what arrived, and counts redeliveries', async () => {
    const { events } = await as('admin').timeline({ id: 'm-jane' });
    expect(events.map((event) => [event.kind, event.duplicates])).toEqual([
      ['accepted', 0],
      ['delivered', 2],
      ['opened', 0],
    ]);
    expect(JSON.parse(events[1]?.raw ?? '')).toEqual({ n: 2, email: 'jane@example.com' });
  });

  it('says that a person was erased, and nothing of them', async () => {
    const message = await as('admin').byId({ id: 'm-gone' });
    expect(message).toMatchObject({ erased: true, recipient: null, subjectLine: null, status: 'delivered' });
    const { events } = await as('admin').timeline({ id: 'm-gone' });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ kind: 'delivered', erased: true, recipient: null, raw: null });
  });

  it('tells an unknown message from one without events', async () => {
    await expect(as('admin').byId({ id: 'nobody' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no message with this id.',
    });
    expect((await as('admin').timeline({ id: 'nobody' })).events).toEqual([]);
  });

  it('refuses what it cannot read, naming the field', async () => {
    await expect(as('admin').list({ limit: 1000 })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('limit'),
    });
    await expect(as('admin').list({ cursor: 'bm8' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

describe('for support', () => {
  it('never shows what names the person', async () => {
    const support = as('support');
    const answers = await Promise.all([
      support.list({}),
      support.byIds({ ids: ['m-jane'] }),
      support.byId({ id: 'm-jane' }),
      support.timeline({ id: 'm-jane' }),
    ]);
    const text = JSON.stringify(answers);
    expect(text).toContain('j•••@example.com');
    expect(text).not.toMatch(/jane@|Invoice/);
    expect((await support.timeline({ id: 'm-jane' })).events.every((event) => event.raw === null)).toBe(true);
  });

  it('finds a person by the whole address only, also in the counts', async () => {
    const support = as('support');
    expect((await support.list({ q: 'jane@example.com' })).rows).toHaveLength(1);
    expect((await support.list({ q: 'jan' })).rows).toEqual([]);
    const { counts } = await support.counts({ q: 'jan' });
    expect(counts.every(({ count }) => count === 0)).toBe(true);
    expect((await as('admin').counts({ q: 'jan' })).counts).toContainEqual({
      status: 'delivered',
      count: 1,
      atLeast: false,
    });
  });
});

it('answers a failure of the database without its words', async () => {
  const broken = openDatabase('postgres://nobody:secret-word@127.0.0.1:9/nowhere', { max: 1 });
  const caller = createCaller({
    viewer: viewer('admin'),
    deps: callerDeps({ db: broken.db, eventStore }),
  });
  await expect(caller.messages.list({})).rejects.toMatchObject({
    code: 'INTERNAL_SERVER_ERROR',
    message: expect.not.stringMatching(/secret-word|ECONNREFUSED|select/),
  });
  await broken.close();
});
