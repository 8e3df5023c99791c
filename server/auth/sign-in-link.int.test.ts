import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { hashToken } from './secret-hash.ts';
import { createSignInLink } from './sign-in-link.ts';
import { peekToken, useToken } from './verification-tokens.ts';

const secret = 'secret-of-this-test-secret-of-this-test';
const now = '2026-03-01T10:00:00.000Z';
let database: TestDatabase;
let connection: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  connection = openDatabase(database.url);
});

afterAll(async () => {
  await connection.close();
  await database.drop();
});

beforeEach(() => connection.sql`delete from verification_tokens`);

async function linkFor(email: string, at = now): Promise<URL> {
  const baseUrl = 'https://earshot.example.com';
  return new URL(await createSignInLink({ email, baseUrl, sql: connection.sql, secret, now: at }));
}

const hashIn = (link: URL) => hashToken(link.searchParams.get('token') ?? '', secret);

it('leads to the page with the button, and names nobody', async () => {
  const link = await linkFor('Admin@Example.com');
  expect(`${link.origin}${link.pathname}`).toBe('https://earshot.example.com/sign-in/confirm');
  expect([...link.searchParams.keys()]).toEqual(['token']);
  expect(link.searchParams.get('token')).toMatch(/^[\w-]{43}$/);
});

it('is stored as a hash alone', async () => {
  const link = await linkFor('admin@example.com');
  const rows = await connection.sql`select * from verification_tokens`;
  expect(rows.map((row) => [row.token_hash, row.email])).toEqual([[hashIn(link), 'admin@example.com']]);
  expect(JSON.stringify(rows)).not.toContain(link.searchParams.get('token'));
});

it('survives any number of looks, and works once', async () => {
  const hash = hashIn(await linkFor('admin@example.com'));
  for (let look = 0; look < 3; look += 1) {
    expect(await peekToken(connection.sql, hash, now)).toEqual({
      status: 'open',
      email: 'admin@example.com',
    });
  }
  expect(await useToken(connection.sql, hash, now)).toEqual({
    email: 'admin@example.com',
    expiresAt: '2026-03-01T11:00:00.000Z',
  });
  expect(await useToken(connection.sql, hash, now)).toBeNull();
  expect(await peekToken(connection.sql, hash, now)).toEqual({ status: 'used' });
});

it('works for an hour', async () => {
  const hash = hashIn(await linkFor('admin@example.com'));
  expect((await peekToken(connection.sql, hash, '2026-03-01T10:59:59.999Z')).status).toBe('open');
  expect(await peekToken(connection.sql, hash, '2026-03-01T11:00:00.000Z')).toEqual({ status: 'expired' });
  expect(await useToken(connection.sql, hash, '2026-03-01T11:00:00.000Z')).toBeNull();
});

it('is unknown under another secret', async () => {
  const link = await linkFor('admin@example.com');
  const foreign = hashToken(link.searchParams.get('token') ?? '', 'another secret');
  expect(await peekToken(connection.sql, foreign, now)).toEqual({ status: 'unknown' });
});

it('is forgotten a day after its end, when the next one is made', async () => {
  const old = hashIn(await linkFor('admin@example.com'));
  await linkFor('admin@example.com', '2026-03-02T11:00:00.000Z');
  expect((await peekToken(connection.sql, old, now)).status).toBe('open');
  await linkFor('admin@example.com', '2026-03-02T11:00:00.001Z');
  expect((await peekToken(connection.sql, old, now)).status).toBe('unknown');
});

it('refuses what is not one plain address, and stores nothing', async () => {
  await expect(linkFor('admin@example.com, eve@evil.test')).rejects.toThrow('not a plain e-mail address');
  expect(await connection.sql`select * from verification_tokens`).toHaveLength(0);
});
