import { createHash } from 'node:crypto';
import { errors } from 'jose';
import { describe, expect, it } from 'vitest';
import { type FindKey, fixedKeys } from './key-set.ts';
import {
  audience,
  body,
  current,
  issuer,
  nowSeconds,
  old,
  sha256,
  signer,
  tokenOf,
  verdictOf,
  verdictOn,
} from './sample-tokens.ts';

const malformed = '401 signature_malformed';
const mismatch = '401 signature_mismatch';

describe('a good token', () => {
  it('is accepted, and its key named', async () => {
    const headers = new Headers({ authorization: `Bearer ${tokenOf()}` });
    const verdict = await verdictOn(headers);
    expect(verdict).toStrictEqual({
      ok: true,
      verification: {
        scope: 'full_body',
        method: 'jws-es256',
        keyId: expect.stringMatching(/^[\w-]{16}$/),
        signedAt: '2026-11-21T11:59:59.000Z',
      },
    });
  });

  it('may be signed with either of two keys in rotation, not with one that was taken out', async () => {
    expect(await verdictOf(tokenOf({}, {}, old))).toBe('jws-rs256');
    expect(await verdictOf(tokenOf({}, {}, current))).toBe('jws-es256');
    expect(await verdictOf(tokenOf({}, {}, old), { find: fixedKeys([{ keys: [current.jwk] }]) })).toBe(
      mismatch,
    );
  });

  it.each(['RS512', 'PS256', 'ES512', 'EdDSA', 'Ed25519'])('may be signed with %s', async (alg) => {
    const by = signer('another', alg);
    const find = fixedKeys([{ keys: [current.jwk, by.jwk] }]);
    expect(await verdictOf(tokenOf({}, {}, by), { find })).toBe(`jws-${alg.toLowerCase()}`);
  });

  it('may be for several audiences, and write the scheme in lower case', async () => {
    expect(await verdictOf(tokenOf({ aud: ['other', audience] }))).toBe('jws-es256');
    expect(await verdictOf(tokenOf(), { scheme: 'bearer' })).toBe('jws-es256');
  });
});

describe('the body', () => {
  const none = { body_sha256: undefined };
  const hex = sha256.toString('hex');
  const other = createHash('sha256').update('other').digest();

  it.each([
    ['hex', { body_sha256: hex }],
    ['hex in capitals', { body_sha256: hex.toUpperCase() }],
    ['base64url', { body_sha256: sha256.toString('base64url') }],
    ['base64url with its padding', { body_sha256: `${sha256.toString('base64url')}=` }],
    ['another name', { ...none, request_body_sha256: hex }],
    ['a third name', { ...none, payload_hash: hex }],
    ['two names', { request_body_sha256: sha256.toString('base64url') }],
  ])('may be bound by %s', async (_, claims) => {
    expect(await verdictOf(tokenOf(claims))).toBe('jws-es256');
  });

  it.each([
    ['another body’s', { body_sha256: other.toString('hex') }],
    ['cut short', { body_sha256: hex.slice(0, 62) }],
    ['in base64', { body_sha256: Buffer.alloc(32, 0xff).toString('base64') }],
    ['a number', { body_sha256: 7 }],
    ['null', { body_sha256: null }],
    ['right under one name and wrong under another', { request_body_sha256: other.toString('hex') }],
  ])('is refused with a hash that is %s', async (_, claims) => {
    expect(await verdictOf(tokenOf(claims))).toBe(mismatch);
  });

  it('is refused when it is another one, even by one byte', async () => {
    expect(await verdictOf(tokenOf(), { body: Buffer.from(body.toString().trim()) })).toBe(mismatch);
  });

  it('is refused without a hash, and the answer says what to add', async () => {
    const headers = new Headers({ authorization: `Bearer ${tokenOf(none)}` });
    const verdict = await verdictOn(headers);
    expect(verdict).toMatchObject({
      ok: false,
      status: 401,
      code: 'signature_malformed',
      message: expect.stringContaining('Add the claim body_sha256'),
    });
  });
});

describe('claims', () => {
  it.each(['iss', 'aud', 'exp', 'iat', 'jti'])('cannot do without %s', async (claim) => {
    expect(await verdictOf(tokenOf({ [claim]: undefined }))).toBe(malformed);
  });

  it.each([
    [
      'expired a minute and a moment ago',
      { iat: nowSeconds - 120, exp: nowSeconds - 60 },
      '401 token_expired',
    ],
    ['expired less than a minute ago', { iat: nowSeconds - 120, exp: nowSeconds - 59 }, 'jws-es256'],
    ['older than five minutes and the skew', { iat: nowSeconds - 361 }, '401 timestamp_stale'],
    ['as old as that', { iat: nowSeconds - 360 }, 'jws-es256'],
    ['signed in more than a minute', { iat: nowSeconds + 61 }, '401 timestamp_in_future'],
    ['not to be used yet', { nbf: nowSeconds + 61 }, '401 timestamp_in_future'],
    ['to be used in less than a minute', { nbf: nowSeconds + 60 }, 'jws-es256'],
    ['living for an hour', { exp: nowSeconds - 1 + 3600 }, 'jws-es256'],
    ['living for longer', { exp: nowSeconds + 3600 }, malformed],
    ['of another issuer', { iss: `${issuer}/` }, mismatch],
    ['of several issuers', { iss: [issuer] }, mismatch],
    ['for another audience', { aud: `${audience}/` }, mismatch],
    ['for nobody', { aud: [] }, mismatch],
    ['with a time in text', { exp: String(nowSeconds + 60) }, malformed],
    ['with a time that is no number', { iat: null }, malformed],
    ['with a time beyond all times', { exp: 1e300 }, malformed],
    ['with an empty id', { jti: '' }, malformed],
    ['with a number for an id', { jti: 7 }, malformed],
    ['with NUL in its id', { jti: 'a\0b' }, malformed],
    ['with a long id', { jti: 'x'.repeat(201) }, malformed],
  ])('%s: %j gives %s', async (_, claims, expected) => {
    expect(await verdictOf(tokenOf(claims))).toBe(expected);
  });
});

describe('keys that cannot be had', () => {
  it('make the dispatcher try again', async () => {
    const private2 = signer('private', 'ES256').privateKey.export({ format: 'jwk' });
    const unusable = [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', kid: 'current-key' }];
    const twice = [current.jwk, signer('current-key', 'ES256').jwk];
    for (const keys of [unusable, twice, [{ ...private2, kid: 'current-key' }]]) {
      expect(await verdictOf(tokenOf(), { find: fixedKeys([{ keys }]) })).toBe('503 certificate_unavailable');
    }
  });

  it('are not asked for by tokens that could not be believed anyway', async () => {
    let asked = 0;
    const find: FindKey = async () => {
      asked += 1;
      throw new errors.JWKSNoMatchingKey();
    };
    await verdictOf(tokenOf({}, { alg: 'HS256' }), { find });
    await verdictOf(tokenOf({}, { kid: undefined }), { find });
    await verdictOf(tokenOf({}, { crit: ['b64'], b64: true }), { find });
    expect(asked).toBe(0);
    expect(await verdictOf(tokenOf(), { find })).toBe(mismatch);
    expect(asked).toBe(1);
  });
});
