import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import type { Role, Viewer } from '#server/auth/viewer.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { runProjection } from '#server/projections/run.ts';
import { callerDeps } from '#server/testing/caller-deps.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleFact, sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { createCaller } from '../router.ts';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;
let subjectId: string;

const viewer = (role: Role): Viewer => ({ userId: role, email: `${role}@example.com`, role });
const callerOf = (who: Viewer | null) =>
  createCaller({
    viewer: who,
    deps: callerDeps({ db: database.db, eventStore }),
  }).audit;
const admin = () => callerOf(viewer('admin'));

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
  subjectId = eventStore.subjectIdOf({ kind: 'email', value: 'jane@example.com' });
  await eventStore.append([sampleReport(1, { recipient: 'jane@example.com' })]);
  await eventStore.append([
    sampleFact(2, {
      stream: 'contact-jane',
      type: 'ContactAddressSet',
      data: { userId: 'jane', channel: 'email', subjectId },
      personal: { address: 'jane@example.com' },
      subject: { kind: 'email', value: 'jane@example.com' },
    }),
  ]);
  const erasure = { actor: 'user-admin', reason: 'asked to', at: '2026-06-01T00:00:00.000Z' };
  await eventStore.eraseSubject(subjectId, erasure);
  const model = readModelOf('audit');
  await runProjection({ sql: database.sql, eventStore }, model);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

describe('not allowed', () => {
  const procedures = {
    list: (who: Viewer | null) => callerOf(who).list({}),
  } satisfies Record<keyof ReturnType<typeof callerOf>, (who: Viewer | null) => Promise<unknown>>;

  it.each(Object.entries(procedures))(
    'refuses audit.%s to strangers, plain users and support',
    async (_, call) => {
      await expect(call(null)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
      await expect(call(viewer('user'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(call(viewer('support'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(call(viewer('admin'))).resolves.toBeDefined();
    },
  );
});

describe('for an admin', () => {
  it('tells who did what to what, and nothing of the person', async () => {
    const page = await admin().list({});
    expect(page.nextCursor).toBeNull();
    expect(page.rows).toMatchObject([
      {
        actor: 'user-admin',
        source: 'admin',
        action: 'subject_erased',
        target: { kind: 'subject', id: subjectId },
        at: '2026-06-01T00:00:00.000Z',
        details: { reason: 'asked to' },
      },
      {
        actor: 'user-7',
        action: 'address_set',
        target: { kind: 'person', id: 'jane' },
        details: { channel: 'email', subjectId },
      },
    ]);
    expect(JSON.stringify(page)).not.toContain('jane@');
  });

  it('goes on from page to page', async () => {
    const first = await admin().list({ limit: 1 });
    const second = await admin().list({ limit: 1, cursor: first.nextCursor });
    expect([...first.rows, ...second.rows].map(({ action }) => action)).toEqual([
      'subject_erased',
      'address_set',
    ]);
    expect(second.nextCursor).toBeNull();
  });

  it('narrows down by actor, action, target and time', async () => {
    const actionsOf = async (input: Parameters<ReturnType<typeof admin>['list']>[0]) =>
      (await admin().list(input)).rows.map(({ action }) => action);
    const [{ recordedAt: newest } = { recordedAt: '' }] = (await admin().list({})).rows;
    expect(await actionsOf({ actor: 'user-7' })).toEqual(['address_set']);
    expect(await actionsOf({ action: 'subject_erased' })).toEqual(['subject_erased']);
    expect(await actionsOf({ target: { kind: 'person', id: 'jane' } })).toEqual(['address_set']);
    expect(await actionsOf({ from: newest })).toContain('subject_erased');
    expect(await actionsOf({ to: newest })).not.toContain('subject_erased');
  });

  it.each([
    ['action', { action: 'message_sent' }],
    ['from', { from: 'yesterday' }],
    ['limit', { limit: 1_000 }],
  ])('refuses what it cannot read, naming the field: %s', async (field, input) => {
    await expect(admin().list(input as never)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining(field),
    });
  });

  it('refuses a cursor it did not give', async () => {
    await expect(admin().list({ cursor: 'bm8' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});
