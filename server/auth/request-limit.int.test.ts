import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { allowLinkRequest, LINKS_PER_ADDRESS, LINKS_PER_NETWORK } from './request-limit.ts';

const secret = 'secret-of-this-test-secret-of-this-test';
const now = '2026-03-01T10:00:00.000Z';
const ip = '203.0.113.9';
let database: TestDatabase;
let connection: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  connection = openDatabase(database.url, { max: 8 });
});

afterAll(async () => {
  await connection.close();
  await database.drop();
});

beforeEach(() => connection.sql`delete from sign_in_limits`);

const ask = (email: string, from: string | null, at = now) =>
  allowLinkRequest(connection.sql, { email, ip: from, now: at, secret });

/** Asks so many times at once, and counts what was allowed. */
async function allowed(times: number, request: (n: number) => Promise<boolean>): Promise<number> {
  const answers = await Promise.all(Array.from({ length: times }, (_, n) => request(n)));
  return answers.filter(Boolean).length;
}

it('allows one address so many links, from wherever they are asked for', async () => {
  expect(await allowed(30, (n) => ask('anna@example.com', `198.51.100.${n}`))).toBe(LINKS_PER_ADDRESS);
  expect(await ask('ben@example.com', ip)).toBe(true);
});

it('allows one network so many links, for whomever they are', async () => {
  expect(await allowed(60, (n) => ask(`person-${n}@example.com`, ip))).toBe(LINKS_PER_NETWORK);
  expect(await ask('ben@example.com', '203.0.113.10')).toBe(true);
});

it('limits the address when no client is known', async () => {
  expect(await allowed(9, () => ask('anna@example.com', null))).toBe(LINKS_PER_ADDRESS);
});

it('starts again with the next quarter of an hour', async () => {
  await allowed(9, () => ask('anna@example.com', ip, '2026-03-01T10:14:59.999Z'));
  expect(await ask('anna@example.com', ip, '2026-03-01T10:14:59.999Z')).toBe(false);
  expect(await ask('anna@example.com', ip, '2026-03-01T10:15:00.000Z')).toBe(true);
});

it('keeps neither address nor client, and nothing for longer than a day', async () => {
  await ask('anna@example.com', ip);
  const rows = await connection.sql`select * from sign_in_limits`;
  expect(rows).toHaveLength(2);
  expect(JSON.stringify(rows)).not.toMatch(/anna|203\.0\.113/);
  await ask('ben@example.com', null, '2026-03-02T10:15:00.000Z');
  expect(await connection.sql`select * from sign_in_limits`).toHaveLength(1);
});
