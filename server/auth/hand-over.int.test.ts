import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleSecrets } from '#server/testing/sample-events.ts';
import { embeddedCookie, embeddedViewer, endEmbeddedSession, noEmbeddedCookie } from './embedded-session.ts';
import { handOver } from './hand-over.ts';

const key = 'a-key-of-at-least-thirty-two-bytes-0001';
const secret = 'secret-of-this-test-secret-of-this-test';
const baseUrl = 'https://earshot.example.com';
const start = '2026-11-21T12:00:00.000Z';
let database: TestDatabase;
let connection: Database;
let now: string;
let keys: readonly string[];

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
  keys = [key];
  await connection.sql`delete from embedded_sessions`;
  await connection.sql`delete from one_time_tokens`;
});

const take = (token: string) =>
  handOver(
    {
      sql: connection.sql,
      now: () => now,
      env: { EMBED_KEYS: keys, NEXTAUTH_SECRET: secret, PUBLIC_BASE_URL: baseUrl },
      eventStore: openEventStore(connection.sql, sampleSecrets),
    },
    token,
  );
const viewerOf = (token: string, at = now) => embeddedViewer({ sql: connection.sql, secret, at }, token);

function token(change: object = {}): Promise<string> {
  const at = Date.parse(now) / 1_000;
  const claims = { aud: baseUrl, sub: 'user-7', jti: 'once', nbf: at, exp: at + 60, ...change };
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(key));
}

async function sessionFor(change: object = {}): Promise<string> {
  const answer = await take(await token(change));
  if (!answer.ok) throw new Error(answer.problem);
  return answer.sessionToken;
}

it('makes a session of exactly the person named, never of staff, whatever their id', async () => {
  const { sql } = connection;
  await sql`insert into users (id, email, role, created_at) values ('admin-1', 'admin@example.com', 'admin', ${now})`;
  for (const sub of ['user-7', 'admin-1', 'admin@example.com']) {
    const session = await sessionFor({ sub, jti: sub });
    expect(await viewerOf(session)).toStrictEqual({ userId: sub, email: null, role: 'user' });
  }
});

it('gives a token to exactly one of twenty who bring it at the same moment, and to nobody later', async () => {
  const one = await token();
  const answers = await Promise.all(Array.from({ length: 20 }, () => take(one)));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect(answers.filter((answer) => !answer.ok && answer.problem === 'used')).toHaveLength(19);
  expect(await take(one)).toStrictEqual({ ok: false, problem: 'used' });
  expect(await connection.sql`select from embedded_sessions`).toHaveLength(1);
  expect(await take(await token({ jti: 'another' }))).toMatchObject({ ok: true, locale: null });
});

it('makes no session for a token that is no good, and does not use it up', async () => {
  const mine = await token({ locale: 'de' });
  keys = ['another-key-of-at-least-thirty-two-bytes'];
  expect(await take(mine)).toStrictEqual({ ok: false, problem: 'bad_signature' });
  keys = [];
  expect(await take(mine)).toStrictEqual({ ok: false, problem: 'not_set_up' });
  expect(await connection.sql`select from embedded_sessions`).toHaveLength(0);
  keys = ['another-key-of-at-least-thirty-two-bytes', key];
  expect(await take(mine)).toMatchObject({ ok: true, locale: 'de' });
});

it('ends a session after twelve hours, or when it is ended, and keeps only a hash of the cookie', async () => {
  const [first, second] = [await sessionFor({ jti: '1' }), await sessionFor({ jti: '2' })];
  const stored = await connection.sql`select * from embedded_sessions`;
  expect(JSON.stringify(stored)).not.toContain(first);
  await endEmbeddedSession({ sql: connection.sql, secret }, second);
  expect(await viewerOf(second)).toBeNull();
  expect(await viewerOf(first, '2026-11-21T23:59:59.999Z')).toMatchObject({ userId: 'user-7' });
  expect(await viewerOf(first, '2026-11-22T00:00:00.000Z')).toBeNull();
  expect(await viewerOf('made-up')).toBeNull();
  now = '2026-11-22T00:00:01.000Z';
  await sessionFor({ jti: '3' });
  expect(await connection.sql`select from embedded_sessions`).toHaveLength(1);
});

it('sets a cookie that works in a frame on another site over https, and on the same site alone without it', () => {
  expect(embeddedCookie('value', baseUrl)).toBe(
    '__Host-earshot.embedded=value; Path=/; Max-Age=43200; HttpOnly; Secure; SameSite=None; Partitioned',
  );
  expect(embeddedCookie('value', 'http://localhost:3000')).toBe(
    'earshot.embedded=value; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax',
  );
  expect(noEmbeddedCookie(baseUrl)).toMatch(/^__Host-earshot\.embedded=; Path=\/; Max-Age=0; .*Partitioned$/);
});
