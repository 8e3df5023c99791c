import { createHash, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from 'node:crypto';
import { instantFromMs } from '#server/domain/instant.ts';
import { type FindKey, fixedKeys } from './key-set.ts';
import { verifyRequest } from './verify.ts';

export const issuer = 'https://dispatcher.example.com';
export const audience = 'https://earshot.example.com/api/webhooks/jwt';
export const nowSeconds = Date.parse('2026-11-21T12:00:00.000Z') / 1000;
export const now = instantFromMs(nowSeconds * 1000);
export const body = Buffer.from('{"type":"Message.Bounced"}\r\n');
export const sha256 = createHash('sha256').update(body).digest();

/** Whoever signs: a key pair, and its public half as a key set has it. */
export interface Signer {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly jwk: JsonWebKey;
}

export function signer(kid: string, alg: string, more: JsonWebKey = {}): Signer {
  const { privateKey, publicKey } = alg.startsWith('ES')
    ? generateKeyPairSync('ec', { namedCurve: alg === 'ES256' ? 'P-256' : 'P-521' })
    : alg === 'EdDSA' || alg === 'Ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { kid, alg, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, ...more } };
}

export const old = signer('old-key', 'RS256');
export const current = signer('current-key', 'ES256', { alg: 'ES256', use: 'sig' });
export const findKey = fixedKeys([{ keys: [old.jwk, current.jwk] }]);

export const goodClaims = {
  iss: issuer,
  aud: audience,
  iat: nowSeconds - 1,
  exp: nowSeconds + 60,
  jti: 'token-1',
  body_sha256: sha256.toString('hex'),
};

/** A part of a token. */
export const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

function signatureOf(text: string, { alg, privateKey: key }: Signer): Buffer {
  const bytes = Buffer.from(text);
  if (alg.startsWith('ES')) return sign(`sha${alg.slice(2)}`, bytes, { key, dsaEncoding: 'ieee-p1363' });
  if (alg.startsWith('PS')) return sign(`sha${alg.slice(2)}`, bytes, { key, padding: 6, saltLength: -1 });
  return sign(alg.startsWith('RS') ? `sha${alg.slice(2)}` : null, bytes, key);
}

/** A token with these changes; a claim that is undefined is left out. */
export function tokenOf(claims: object = {}, header: object = {}, by: Signer = current): string {
  const text = `${encoded({ alg: by.alg, kid: by.kid, ...header })}.${encoded({ ...goodClaims, ...claims })}`;
  return `${text}.${signatureOf(text, by).toString('base64url')}`;
}

/** What a request with this token comes to: the method, or status and code. */
export async function verdictOf(
  token: string,
  given: { find?: FindKey; body?: Buffer; scheme?: string } = {},
) {
  const headers = new Headers({ authorization: `${given.scheme ?? 'Bearer'} ${token}` });
  const url = 'https://earshot.example.com/api/webhooks/jwt';
  const settings = { issuer, audience, findKey: given.find ?? findKey };
  const verdict = await verifyRequest(settings, { url, headers, body: given.body ?? body }, now);
  return verdict.ok ? verdict.verification.method : `${verdict.status} ${verdict.code}`;
}

/** What a request with these headers comes to. */
export async function verdictOn(headers: Headers) {
  return await verifyRequest({ issuer, audience, findKey }, { url: audience, headers, body }, now);
}
