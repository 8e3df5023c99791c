import { beforeEach, describe, expect, it } from 'vitest';
import type { Role, Viewer } from '#server/auth/viewer.ts';
import { callerDeps } from '#server/testing/caller-deps.ts';
import { openRestApi, type RestApi } from '#server/testing/rest-api.ts';
import { createCaller } from '../router.ts';
import { apiKeysRouter } from './api-keys.ts';

let api: RestApi;

const viewer = (role: Role): Viewer => ({ userId: `${role}-1`, email: `${role}@example.com`, role });
const callerOf = (who: Viewer | null) =>
  createCaller({ viewer: who, deps: callerDeps({ db: api.db, eventStore: api.eventStore }) }).apiKeys;
const admin = () => callerOf(viewer('admin'));
const wish = { name: 'billing backend', scopes: ['messages:read' as const] };

beforeEach(async () => {
  api = await openRestApi();
  return () => api.close();
});

describe('not allowed', () => {
  const procedures: Record<string, (who: Viewer | null) => Promise<unknown>> = {
    list: (who) => callerOf(who).list({}),
    create: (who) => callerOf(who).create(wish),
    revoke: (who) => callerOf(who).revoke({ keyId: '5f1c0a9be27d4836' }),
  };

  it('leaves out no procedure', () => {
    expect(Object.keys(procedures).sort()).toEqual(Object.keys(apiKeysRouter._def.procedures).sort());
  });

  it.each(Object.entries(procedures))(
    'is apiKeys.%s for strangers, plain users and support',
    async (_, call) => {
      const before = await api.eventStore.newestPosition();
      await expect(call(null)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
      for (const role of ['user', 'support'] as const) {
        await expect(call(viewer(role))).rejects.toMatchObject({ code: 'FORBIDDEN' });
      }
      expect(await api.eventStore.newestPosition()).toBe(before);
    },
  );
});

describe('a key', () => {
  it('works from the moment it is made, for what its scopes say', async () => {
    const { token } = await admin().create(wish);
    expect((await api.call('GET', '/messages', { key: token })).status).toBe(200);
    expect((await api.call('GET', '/suppressions', { key: token })).status).toBe(403);
  });

  it('is told once, and stored as a hash that it cannot be made from', async () => {
    const { keyId, token } = await admin().create(wish);
    const secret = token.slice('ek_'.length + keyId.length + 1);
    expect(secret).toHaveLength(43);
    await api.project();
    const listed = await admin().list({});
    expect(listed.keys).toMatchObject([
      { keyId, name: 'billing backend', createdBy: 'admin-1', revokedAt: null },
    ]);
    const stored = await api.eventStore.readStream(`api-key-${keyId}`);
    expect(JSON.stringify([listed, stored])).not.toContain(secret);
    expect(JSON.stringify(listed)).not.toContain('hash');
  });

  it('is refused within five seconds from when it is revoked, for good', async () => {
    const { keyId, token } = await admin().create(wish);
    expect((await api.call('GET', '/messages', { key: token })).status).toBe(200);
    expect(await admin().revoke({ keyId })).toEqual({ revoked: true });
    expect(await admin().revoke({ keyId })).toEqual({ revoked: false });
    api.told.ms += 5_000;
    expect((await api.call('GET', '/messages', { key: token })).status).toBe(401);
    await api.project();
    expect((await admin().list({})).keys).toMatchObject([{ keyId, revokedBy: 'admin-1' }]);
  });

  it('needs a name and a scope, and must be there to be revoked', async () => {
    await expect(admin().create({ ...wish, name: ' ' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(admin().create({ ...wish, scopes: [] })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(admin().revoke({ keyId: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('lists keys page by page, the newest first', async () => {
  const made: string[] = [];
  for (const second of [1, 2, 3]) {
    api.told.now = `2026-05-03T10:00:0${second}.000Z`;
    made.unshift((await api.keyWith('messages:read')).keyId);
  }
  await api.project();
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { keys: { keyId: string }[]; nextCursor: string | null } = await admin().list({
      cursor,
      limit: 2,
    });
    found.push(...page.keys.map(({ keyId }) => keyId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(found).toEqual(made);
});
