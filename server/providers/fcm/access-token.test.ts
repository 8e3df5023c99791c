import { createPublicKey } from 'node:crypto';
import { jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HttpPeer, httpPeer } from '#server/testing/http-peer.ts';
import { openAccessTokens } from './access-token.ts';
import { rehearsedAccount } from './rehearsed-account.ts';
import { type ServiceAccount, serviceAccountIn } from './service-account.ts';

const startMs = Date.parse('2026-11-21T12:00:00Z');
const minute = 60_000;
let peer: HttpPeer;
let account: ServiceAccount;

beforeAll(async () => {
  peer = await httpPeer();
  const environment = { EARSHOT_LOCAL: '1', FCM_SERVICE_ACCOUNT: rehearsedAccount(`${peer.origin}/token`) };
  account = serviceAccountIn(environment)!;
});
afterAll(() => peer.close());

const granting = (token: string, seconds = 3599) =>
  peer.behave({ status: 200, body: { access_token: token, expires_in: seconds, token_type: 'Bearer' } });

describe('an access token', () => {
  it('is asked for with an assertion that the account signed', async () => {
    granting('first');
    expect(await openAccessTokens(account, () => startMs).current()).toEqual({ ok: true, token: 'first' });
    const { method, path, headers, body } = peer.seen.at(-1)!;
    expect([method, path]).toEqual(['POST', '/token']);
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    const { grant_type, assertion = '', ...more } = Object.fromEntries(new URLSearchParams(body));
    expect(grant_type).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    expect(more).toEqual({});
    const { payload, protectedHeader } = await jwtVerify(assertion, createPublicKey(account.privateKey), {
      algorithms: ['RS256'],
      currentDate: new Date(startMs),
    });
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: account.keyId });
    expect(payload).toEqual({
      iss: account.email,
      aud: `${peer.origin}/token`,
      scope: 'https://www.googleapis.com/auth/firebase.messaging',
      iat: startMs / 1000,
      exp: startMs / 1000 + 3600,
    });
  });

  it('is used until five minutes before it expires', async () => {
    let nowMs = startMs;
    const tokens = openAccessTokens(account, () => nowMs);
    granting('first', 3600);
    await tokens.current();
    granting('second');
    nowMs = startMs + 55 * minute - 1;
    expect(await tokens.current()).toMatchObject({ token: 'first' });
    nowMs += 1;
    expect(await tokens.current()).toMatchObject({ token: 'second' });
  });

  it('is asked for once by all who wait for it', async () => {
    granting('first');
    const before = peer.seen.length;
    const tokens = openAccessTokens(account, () => startMs);
    await Promise.all([tokens.current(), tokens.current(), tokens.current()]);
    expect(peer.seen.length - before).toBe(1);
  });

  it('is out of use once forgotten, and no newer one with it', async () => {
    const tokens = openAccessTokens(account, () => startMs);
    granting('first');
    await tokens.current();
    tokens.forget('first');
    granting('second');
    expect(await tokens.current()).toMatchObject({ token: 'second' });
    tokens.forget('first');
    granting('third');
    expect(await tokens.current()).toMatchObject({ token: 'second' });
  });
});

describe('no access token', () => {
  const ask = () => openAccessTokens(account, () => startMs).current();

  it.each([
    [400, 'invalid_grant', 'Invalid JWT Signature.'],
    [401, 'invalid_client', 'The OAuth client was not found.'],
    [403, 'access_denied', 'Account restricted.'],
  ])('%i with %s is ours to mend', async (status, error, text) => {
    peer.behave({ status, body: { error, error_description: text } });
    expect(await ask()).toStrictEqual({
      ok: false,
      answer: {
        outcome: 'refused',
        kind: 'failed',
        providerEvent: `login/${error}`,
        codes: { provider: error },
        reason: text,
      },
    });
  });

  it.each([
    [500, null],
    [503, '30'],
    [502, null],
    [429, '30'],
    [408, null],
    [200, null],
  ])('after a %i nothing was taken, and may be later', async (status, retryAfter) => {
    const headers = retryAfter === null ? {} : { 'retry-after': retryAfter };
    peer.behave({ status, headers, body: { token: 'not the documented answer' } });
    const afterMs = retryAfter === null ? null : 30_000;
    expect(await ask()).toEqual({
      ok: false,
      answer: { outcome: 'not_now', afterMs, reason: `login/${status}` },
    });
  });

  it('after a lost answer nothing was taken either', async () => {
    peer.behave((_request, response) => response.destroy());
    expect(await ask()).toMatchObject({ answer: { outcome: 'not_now', afterMs: null } });
  });

  it('is remembered by nobody: the next who asks may get one', async () => {
    const tokens = openAccessTokens(account, () => startMs);
    peer.behave({ status: 400, body: { error: 'invalid_grant' } });
    expect(await tokens.current()).toMatchObject({ ok: false });
    granting('first');
    expect(await tokens.current()).toMatchObject({ ok: true });
  });

  it('shows nothing of the key or the assertion that was repeated', async () => {
    peer.behave(({ body }, response) => {
      const assertion = new URLSearchParams(body).get('assertion');
      response
        .writeHead(400)
        .end(JSON.stringify({ error: 'invalid_grant', error_description: `Bad: ${assertion}` }));
    });
    expect(await ask()).toMatchObject({ answer: { reason: 'Bad: [secret]' } });
  });
});
