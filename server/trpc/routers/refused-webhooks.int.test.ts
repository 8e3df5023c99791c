import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import type { Role, Viewer } from '#server/auth/viewer.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { providers } from '#server/providers/registry.ts';
import { callerDeps } from '#server/testing/caller-deps.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleSecrets } from '#server/testing/sample-events.ts';
import { createCaller } from '../router.ts';
import { refusedWebhooksRouter } from './refused-webhooks.ts';

const [one, other] = providers;
if (!one || !other) throw new Error('there are providers');

let test: TestDatabase;
let database: Database;

const viewer = (role: Role): Viewer => ({ userId: `${role}-1`, email: `${role}@example.com`, role });
const callerOf = (who: Viewer | null) => {
  const deps = callerDeps({ db: database.db, eventStore: openEventStore(database.sql, sampleSecrets) });
  return createCaller({ viewer: who, deps }).refusedWebhooks;
};

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  await database.sql`
    insert into refused_webhooks (hour, provider, code, origin, count, first_at, last_at)
    select '2026-11-21T12:00:00Z', provider, code, 'k3Jd-0_aPq9Z', 2, at, at + interval '1 minute'
    from (values
      (${one.id}, 'signature_mismatch', '2026-11-21T12:01:00Z'::timestamptz),
      (${other.id}, 'signature_mismatch', '2026-11-21T12:02:00Z'),
      ('unknown', 'unknown_provider', '2026-11-21T12:03:00Z')
    ) as refused (provider, code, at)`;
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

it('is not allowed to strangers and plain users', async () => {
  expect(Object.keys(refusedWebhooksRouter._def.procedures)).toEqual(['list']);
  await expect(callerOf(null).list({})).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  await expect(callerOf(viewer('user')).list({})).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(callerOf(viewer('support')).list({})).resolves.toBeDefined();
});

it('tells what was refused, why and how often, the newest first', async () => {
  const answer = await callerOf(viewer('admin')).list({});
  expect(answer.rows.map(({ lastAt: _, ...row }) => row)).toEqual([
    refused({ provider: 'unknown', providerName: 'unknown', code: 'unknown_provider' }, 3),
    refused({ provider: other.id, providerName: other.name, code: 'signature_mismatch' }, 2),
    refused({ provider: one.id, providerName: one.name, code: 'signature_mismatch' }, 1),
  ]);
  expect(answer.providers).toContainEqual({ id: one.id, name: one.name });
});

const refused = (row: object, minute: number) => ({
  ...row,
  hour: '2026-11-21T12:00:00.000Z',
  origin: 'k3Jd-0_aPq9Z',
  count: 2,
  firstAt: `2026-11-21T12:0${minute}:00.000Z`,
});

it('narrows down to a provider, and goes on from page to page', async () => {
  const admin = callerOf(viewer('admin'));
  expect((await admin.list({ provider: one.id })).rows.map(({ provider }) => provider)).toEqual([one.id]);
  const first = await admin.list({ limit: 2 });
  const second = await admin.list({ limit: 2, cursor: first.nextCursor });
  expect([...first.rows, ...second.rows]).toHaveLength(3);
  expect(second.nextCursor).toBeNull();
});
