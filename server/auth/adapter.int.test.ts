import type { Adapter } from 'next-auth/adapters';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { type AccountUser, type AdapterDeps, postgresAdapter } from './adapter.ts';
import { hashToken } from './secret-hash.ts';

const secret = 'secret-of-this-test-secret-of-this-test';
const start = '2026-03-01T10:00:00.000Z';
const inAnHour = new Date('2026-03-01T11:00:00.000Z');
let database: TestDatabase;
let connection: Database;
let now: string;

beforeAll(async () => {
  database = await createTestDatabase();
  connection = openDatabase(database.url, { max: 8 });
});

afterAll(async () => {
  await connection.close();
  await database.drop();
});

beforeEach(async () => {
  now = start;
  await connection.sql`delete from users`;
  await connection.sql`delete from verification_tokens`;
});

function adapter(change: Partial<AdapterDeps['env']> = {}): Required<Adapter> {
  const env = {
    isLocal: false,
    EARSHOT_ADMIN_EMAILS: [],
    EARSHOT_SUPPORT_EMAILS: [],
    NEXTAUTH_SECRET: secret,
    ...change,
  };
  const { sql, db } = connection;
  return postgresAdapter({ sql, db, now: () => now, env }) as Required<Adapter>;
}

async function newUser(email: string, change: Partial<AdapterDeps['env']> = {}): Promise<AccountUser> {
  const user = { id: '', email, emailVerified: new Date(start) };
  return (await adapter(change).createUser(user)) as AccountUser;
}

it('makes one account per address, whatever its case, for presses at the same moment', async () => {
  const made = await Promise.all(['Anna@Example.com', 'anna@example.com'].map((email) => newUser(email)));
  expect(new Set(made.map((user) => user.id)).size).toBe(1);
  expect(await adapter().getUserByEmail('ANNA@example.com')).toEqual({
    id: made[0]?.id,
    email: 'anna@example.com',
    emailVerified: new Date(start),
    role: 'user',
  });
});

it('stores the first account of a local installation as administrator', async () => {
  expect((await newUser('admin@example.com', { isLocal: true })).role).toBe('admin');
});

it('stores the same address as a user once somebody else was there first', async () => {
  await newUser('someone@example.com', { isLocal: true });
  expect((await newUser('admin@example.com', { isLocal: true })).role).toBe('user');
});

it('stores nobody as administrator elsewhere, not even whom the environment names', async () => {
  const user = await newUser('admin@example.com', { EARSHOT_ADMIN_EMAILS: ['admin@example.com'] });
  expect(user.role).toBe('user');
});

it('finds a session by its cookie until it ends, and stores only a hash of the cookie', async () => {
  const { id } = await newUser('anna@example.com');
  await adapter().createSession({ sessionToken: 'cookie-value', userId: id, expires: inAnHour });

  expect(await adapter().getSessionAndUser('cookie-value')).toMatchObject({
    session: { sessionToken: 'cookie-value', userId: id, expires: inAnHour },
    user: { id, email: 'anna@example.com', role: 'user' },
  });
  const stored = await connection.sql`select * from sessions`;
  expect(stored.map((row) => row.token_hash)).toEqual([hashToken('cookie-value', secret)]);
  expect(JSON.stringify(stored)).not.toContain('cookie-value');
  expect(await adapter().getSessionAndUser(hashToken('cookie-value', secret))).toBeNull();

  now = inAnHour.toISOString();
  expect(await adapter().getSessionAndUser('cookie-value')).toBeNull();
});

it('prolongs and ends a session', async () => {
  const { id } = await newUser('anna@example.com');
  await adapter().createSession({ sessionToken: 'one', userId: id, expires: inAnHour });
  await adapter().createSession({ sessionToken: 'other', userId: id, expires: inAnHour });
  const later = new Date('2026-03-08T10:00:00.000Z');
  await adapter().updateSession({ sessionToken: 'one', expires: later });
  now = '2026-03-02T10:00:00.000Z';
  expect((await adapter().getSessionAndUser('one'))?.session.expires).toEqual(later);
  expect(await adapter().getSessionAndUser('other')).toBeNull();

  await adapter().deleteSession('one');
  expect(await adapter().getSessionAndUser('one')).toBeNull();
});

it('ends the sessions of an account that is deleted', async () => {
  const { id } = await newUser('anna@example.com');
  await adapter().createSession({ sessionToken: 'one', userId: id, expires: inAnHour });
  await connection.sql`delete from users where id = ${id}`;
  expect(await connection.sql`select * from sessions`).toHaveLength(0);
});

it('gives a link to exactly one of twenty who use it at the same moment', async () => {
  const token = hashToken('from the mail', secret);
  await adapter().createVerificationToken({ identifier: 'anna@example.com', token, expires: inAnHour });
  const uses = await Promise.all(
    Array.from({ length: 20 }, () => adapter().useVerificationToken({ identifier: '', token })),
  );
  expect(uses.filter((use) => use !== null)).toEqual([
    { identifier: 'anna@example.com', token, expires: inAnHour },
  ]);
});

it('refuses a link at the moment it expires', async () => {
  const token = hashToken('from the mail', secret);
  await adapter().createVerificationToken({ identifier: 'anna@example.com', token, expires: inAnHour });
  now = inAnHour.toISOString();
  expect(await adapter().useVerificationToken({ identifier: '', token })).toBeNull();
});
