import { NextRequest } from 'next/server';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { deps } from '#server/deps.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { authGet, authPost } from './auth-handler.ts';
import { LINKS_PER_ADDRESS } from './request-limit.ts';
import { hashToken } from './secret-hash.ts';
import { createSignInLink } from './sign-in-link.ts';
import { peekToken } from './verification-tokens.ts';

const baseUrl = 'https://earshot.example.com';
const secret = 'secret-of-this-test-secret-of-this-test';
const ours = { 'sec-fetch-site': 'same-origin', 'x-forwarded-for': '203.0.113.9' };
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const settings = {
    NODE_ENV: 'production',
    DATABASE_URL: database.url,
    EARSHOT_LOCAL: '',
    EARSHOT_ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
    EARSHOT_ADDRESS_PEPPER: Buffer.alloc(32, 2).toString('base64'),
    NEXTAUTH_SECRET: secret,
    PUBLIC_BASE_URL: baseUrl,
    // Nothing listens there: these tests end before a mail would be sent.
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'earshot@example.com',
    INNGEST_DEV: '',
    LOG_LEVEL: 'silent',
  };
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
});

afterEach(() => deps().sql`delete from sign_in_limits`);

afterAll(async () => {
  await deps().sql.end();
  await database.drop();
  vi.unstubAllEnvs();
});

function call(method: 'GET' | 'POST', path: string, form?: Record<string, string>, headers = ours) {
  const url = `${baseUrl}/api/auth/${path}`;
  const request = new NextRequest(url, { method, headers, body: form ? new URLSearchParams(form) : null });
  const nextauth = new URL(url).pathname.split('/').slice(3);
  return (method === 'GET' ? authGet : authPost)(request, { params: Promise.resolve({ nextauth }) });
}

const locationOf = (response: Response) => [response.status, response.headers.get('location')];

describe('a link that is fetched, as mail scanners do', () => {
  it('leads to the page with the button and is not used up', async () => {
    const { sql, now } = deps();
    const link = new URL(
      await createSignInLink({ email: 'anna@example.com', baseUrl, sql, secret, now: now() }),
    );
    const token = link.searchParams.get('token') ?? '';
    const response = await call('GET', `callback/email?token=${token}&callbackUrl=${baseUrl}/admin`);
    expect(locationOf(response)).toEqual([303, `/sign-in/confirm?token=${token}&callbackUrl=%2Fadmin`]);
    expect((await peekToken(sql, hashToken(token, secret), now())).status).toBe('open');
  });

  it('never carries the reader to another site', async () => {
    const response = await call('GET', 'callback/email?token=abc&callbackUrl=https://evil.test/');
    expect(locationOf(response)).toEqual([303, '/sign-in/confirm?token=abc']);
  });
});

describe('a form from another site', () => {
  it.each(['signin/email', 'callback/email', 'signout'])('is refused at %s', async (path) => {
    const response = await call('POST', path, { token: 'abc' }, { ...ours, 'sec-fetch-site': 'cross-site' });
    expect(response.status).toBe(403);
    expect(await deps().sql`select * from sign_in_limits`).toHaveLength(0);
  });
});

describe('asking for a link', () => {
  it('goes back to the form with the reason for what is not an address, and remembers what was typed', async () => {
    const response = await call('POST', 'signin/email', { email: 'anna@exam', callbackUrl: '/admin' });
    expect(locationOf(response)).toEqual([303, '/sign-in?error=InvalidAddress&callbackUrl=%2Fadmin']);
    expect(response.headers.get('set-cookie')).toBe(
      'earshot.sign-in-address=anna%40exam; Path=/sign-in; Max-Age=900; HttpOnly; SameSite=Lax; Secure',
    );
  });

  it('is refused once too many links were asked for', async () => {
    const { sql, now } = deps();
    const email = 'anna@example.com';
    // Fills this window and the next, should it begin before the request.
    const windows = [0, 15 * 60_000].map((ms) => new Date(Date.parse(now()) + ms).toISOString());
    await sql`
      insert into sign_in_limits (key, window_start, count)
      select ${hashToken(`address ${email}`, secret)}, date_bin('15 minutes', at::timestamptz, '2000-01-01Z'), ${LINKS_PER_ADDRESS}::int
      from unnest(${windows}::text[]) as at`;
    const response = await call('POST', 'signin/email', { email });
    expect(locationOf(response)).toEqual([303, '/sign-in?error=TooManyRequests&callbackUrl=%2F']);
  });
});

it.each([
  ['GET', '_log'],
  ['GET', 'callback/other'],
  ['GET', ''],
  ['POST', '_log'],
  ['POST', 'session'],
  ['POST', 'signin/other'],
] as const)('does not answer %s /api/auth/%s', async (method, path) => {
  expect((await call(method, path, method === 'POST' ? {} : undefined)).status).toBe(404);
});
