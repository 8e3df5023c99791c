import { createHmac, createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fixedKeys } from './key-set.ts';
import { current, encoded, goodClaims, old, signer, tokenOf, verdictOf, verdictOn } from './sample-tokens.ts';

const malformed = '401 signature_malformed';
const mismatch = '401 signature_mismatch';

describe('a forged token', () => {
  const spki = createPublicKey({ key: old.jwk, format: 'jwk' });
  const hmacOf = (header: object, key: Buffer) => {
    const text = `${encoded(header)}.${encoded(goodClaims)}`;
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  };

  it.each(['none', 'None', 'NONE', '', null])('of the algorithm %j is refused', async (alg) => {
    const text = `${encoded({ alg, kid: current.kid })}.${encoded(goodClaims)}`;
    expect(await verdictOf(`${text}.`)).toBe(malformed);
    expect(await verdictOf(`${text}.AAAA`)).toBe(malformed);
  });

  it.each([
    ['the PEM', Buffer.from(spki.export({ format: 'pem', type: 'spki' }))],
    ['the DER', spki.export({ format: 'der', type: 'spki' })],
    ['the JWK', Buffer.from(JSON.stringify(old.jwk))],
    ['nothing', Buffer.alloc(0)],
  ])('that uses %s of the public key as a shared secret is refused', async (_, key) => {
    expect(await verdictOf(hmacOf({ alg: 'HS256', kid: old.kid }, key))).toBe(malformed);
  });

  it('is refused even where the key set holds a shared secret', async () => {
    const secret = Buffer.alloc(32, 7);
    const find = fixedKeys([{ keys: [{ kty: 'oct', k: secret.toString('base64url'), kid: 'shared' }] }]);
    expect(await verdictOf(hmacOf({ alg: 'HS256', kid: 'shared' }, secret), { find })).toBe(malformed);
  });

  it('that calls a key by another algorithm’s name is refused', async () => {
    expect(await verdictOf(tokenOf({}, { alg: 'ES256' }, old))).toBe(mismatch);
    expect(await verdictOf(tokenOf({}, { alg: 'RS256' }))).toBe(mismatch);
    expect(await verdictOf(tokenOf({}, { alg: 'ES512' }))).toBe(mismatch);
  });

  it.each([
    '../../../etc/passwd',
    'current-key/../current-key',
    'file:///dev/null',
    'https://attacker.example.com/keys.json',
    "' or '1'='1",
    '__proto__',
    'constructor',
    'current-key ',
    'CURRENT-KEY',
    'current-key\0',
    '',
  ])('that names its key %j is refused', async (kid) => {
    expect(await verdictOf(tokenOf({}, { kid }))).toBe(mismatch);
  });

  it.each([undefined, null, 7, ['current-key'], { toString: 'current-key' }])(
    'whose kid is %j is refused',
    async (kid) => {
      expect(await verdictOf(tokenOf({}, { kid }))).toBe(malformed);
    },
  );

  it('that brings its own key is refused, and the key looked for under its name alone', async () => {
    const stranger = signer('current-key', 'ES256');
    const brought = {
      jwk: stranger.jwk,
      jku: 'https://attacker.example.com/keys.json',
      x5u: 'https://attacker.example.com/cert.pem',
      x5c: ['AAAA'],
    };
    expect(await verdictOf(tokenOf({}, brought, stranger))).toBe(mismatch);
    expect(await verdictOf(tokenOf({}, brought))).toBe('jws-es256');
  });

  it.each([
    [{ crit: ['exp'], exp: 1 }],
    [{ crit: ['b64'], b64: true }],
    [{ crit: ['b64'], b64: false }],
    [{ crit: ['http://example.com/UNDEFINED'], 'http://example.com/UNDEFINED': true }],
    [{ crit: [] }],
    [{ crit: 'exp' }],
    [{ crit: null }],
  ])('with the extension %j is refused, however well signed', async (header) => {
    expect(await verdictOf(tokenOf({}, header))).toBe(malformed);
  });

  it('with another signature, header or claim is refused', async () => {
    const [header, claims, signature] = tokenOf().split('.');
    const [otherHeader, otherClaims] = tokenOf({ jti: 'token-2' }, { typ: 'JWT' }).split('.');
    expect(await verdictOf(`${otherHeader}.${claims}.${signature}`)).toBe(mismatch);
    expect(await verdictOf(`${header}.${otherClaims}.${signature}`)).toBe(mismatch);
    expect(await verdictOf(`${header}.${claims}.${'A'.repeat(86)}`)).toBe(mismatch);
    expect(await verdictOf(`${header}.${claims}.`)).toBe(malformed);
  });
});

describe('the header', () => {
  const verify = async (headers: Headers) => {
    const verdict = await verdictOn(headers);
    return verdict.ok ? verdict.verification.method : verdict.code;
  };
  const token = tokenOf();

  it('is needed', async () => {
    expect(await verify(new Headers())).toBe('signature_missing');
    expect(await verify(new Headers({ authorization: '' }))).toBe('signature_missing');
  });

  it('may not be there twice, be it the same', async () => {
    const headers = new Headers({ authorization: `Bearer ${token}` });
    headers.append('authorization', `Bearer ${token}`);
    expect(await verify(headers)).toBe('signature_malformed');
  });

  it.each([
    ['another scheme', `Basic ${token}`],
    ['no scheme', token],
    ['two spaces', `Bearer  ${token}`],
    ['a token in JSON', `Bearer ${JSON.stringify({ payload: 'e30', signatures: [] })}`],
    ['four parts', `Bearer ${token}.AAAA`],
    ['an encrypted token', 'Bearer a.b.c.d.e'],
    ['base64 where base64url belongs', `Bearer ${token.slice(0, -2)}+/`],
    ['nothing that can be decoded', 'Bearer a.b.c'],
    ['a header that is a list', `Bearer ${encoded([])}.e30.AAAA`],
  ])('may not hold %s', async (_, authorization) => {
    expect(await verify(new Headers({ authorization }))).toBe('signature_malformed');
  });

  it('may hold 8 KB, not more', async () => {
    const padding = (length: number) => tokenOf({ padding: 'x'.repeat(length) });
    const largest = padding(5_500);
    expect(largest.length).toBeGreaterThan(7_500);
    expect(await verify(new Headers({ authorization: `Bearer ${largest}` }))).toBe('jws-es256');
    expect(await verify(new Headers({ authorization: `Bearer ${padding(6_200)}` }))).toBe(
      'signature_malformed',
    );
  });
});
