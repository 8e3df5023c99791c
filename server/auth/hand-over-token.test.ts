import { generateKeyPairSync } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { checkHandOver } from './hand-over-token.ts';

const key = 'a-key-of-at-least-thirty-two-bytes-0001';
const older = 'a-key-of-at-least-thirty-two-bytes-0000';
const audience = 'https://earshot.example.com';
const at = '2026-11-21T12:00:00.000Z';
const now = Date.parse(at) / 1_000;
const good = { aud: audience, sub: 'user-7', jti: 'once-1', nbf: now, exp: now + 120 };

const sign = (payload: object, secret: string, alg = 'HS256') =>
  new SignJWT(payload as JWTPayload).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));
const check = async (token: string | Promise<string>, keys: readonly string[] = [key]) => {
  const found = await checkHandOver(await token, { keys, audience, at });
  return found.ok ? found.handOver : found.problem;
};
const unsigned = (header: object, payload: object, signature = '') =>
  [header, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat(signature)
    .join('.');

describe('a hand-over token', () => {
  it('names a person, itself, and the language they like', async () => {
    const handOver = { personId: 'user-7', tokenId: 'once-1', locale: null };
    expect(await check(sign(good, key))).toStrictEqual(handOver);
    expect(await check(sign({ ...good, iss: 'the host', locale: 'de' }, key))).toStrictEqual({
      ...handOver,
      locale: 'de',
    });
    expect(await check(sign({ ...good, locale: 7 }, key))).toStrictEqual(handOver);
  });

  it('is good with any of the keys during a rotation, and not with the old one after it', async () => {
    for (const keys of [
      [key, older],
      [older, key],
    ]) {
      expect(await check(sign(good, key), keys)).toMatchObject({ personId: 'user-7' });
      expect(await check(sign(good, older), keys)).toMatchObject({ personId: 'user-7' });
    }
    expect(await check(sign(good, older))).toBe('bad_signature');
    expect(await check(sign(good, key), [])).toBe('bad_signature');
  });

  it('is not good without a signature, whatever its header says', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '', undefined, null]) {
      expect(await check(unsigned({ alg }, good)), String(alg)).toBe('malformed');
      expect(await check(unsigned({ alg }, good, 'AAAA')), String(alg)).toBe('malformed');
    }
    expect(await check(unsigned({ alg: 'HS256' }, good))).toBe('bad_signature');
  });

  it.each(['HS384', 'HS512'])('is not good when signed with %s', async (alg) => {
    expect(await check(sign(good, key.repeat(2), alg), [key.repeat(2)])).toBe('malformed');
  });

  it('is not good when signed with a key pair, even where the public key is ours', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const token = await new SignJWT(good).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(await check(token, [pem])).toBe('malformed');
  });

  it('is not good when one of its parts is changed', async () => {
    const [header = '', , signature = ''] = (await sign(good, key)).split('.');
    const other = Buffer.from(JSON.stringify({ ...good, sub: 'user-8' })).toString('base64url');
    expect(await check(`${header}.${other}.${signature}`)).toBe('bad_signature');
  });

  it.each([
    ['another server', { aud: 'https://other.example.com' }, 'wrong_audience'],
    ['this server with a slash', { aud: `${audience}/` }, 'wrong_audience'],
    ['nobody', { aud: undefined }, 'wrong_audience'],
  ])('is not good when it is for %s', async (_, change, problem) => {
    expect(await check(sign({ ...good, ...change }, key))).toBe(problem);
  });

  it('is good from its beginning to its end, give or take ten seconds', async () => {
    const from = (nbf: number, exp: number) => check(sign({ ...good, nbf: now + nbf, exp: now + exp }, key));
    expect(await from(-120, -9)).toMatchObject({ personId: 'user-7' });
    expect(await from(-120, -11)).toBe('expired');
    expect(await from(10, 60)).toMatchObject({ personId: 'user-7' });
    expect(await from(11, 60)).toBe('not_yet');
  });

  it('lives five minutes at most', async () => {
    const from = (nbf: number, exp: number) => check(sign({ ...good, nbf: now + nbf, exp: now + exp }, key));
    expect(await from(0, 300)).toMatchObject({ personId: 'user-7' });
    expect(await from(0, 301)).toBe('too_long_lived');
    expect(await from(-200, 101)).toBe('too_long_lived');
    expect(await from(10, 310)).toMatchObject({ personId: 'user-7' });
  });

  it.each(['exp', 'nbf', 'sub', 'jti'])('is not good without %s', async (name) => {
    expect(await check(sign({ ...good, [name]: undefined }, key))).toBe('malformed');
  });

  it.each([
    ['an empty person', { sub: '' }],
    ['a person with blanks around', { sub: ' user-7' }],
    ['a person over two lines', { sub: 'user\n7' }],
    ['a person that is no text', { sub: 7 }],
    ['a person that is too long', { sub: 'u'.repeat(201) }],
    ['an empty id', { jti: '' }],
    ['a time that is no number', { exp: 'soon' }],
  ])('is not good with %s', async (_, change) => {
    expect(await check(sign({ ...good, ...change }, key))).toBe('malformed');
  });

  it.each(['', 'x', 'a.b.c', '..', 'a'.repeat(5_000)])('is not just any text', async (text) => {
    expect(await check(text)).toBe('malformed');
  });
});
