import {
  createHash,
  createHmac,
  createPublicKey,
  type KeyObject,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { ConfigurationError, type Verdict, type WebhookRequest } from './provider.ts';
import { reject } from './reject.ts';
import { listOf, strictBase64 } from './text.ts';

/** Names of the three headers: the standard's own, or those of a service that came before it. */
export interface HeaderNames {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
}

export const standardHeaders: HeaderNames = {
  id: 'webhook-id',
  timestamp: 'webhook-timestamp',
  signature: 'webhook-signature',
};

export interface StandardKey {
  /** Short fingerprint of the key, for the record of what was verified. */
  readonly id: string;
  readonly version: 'v1' | 'v1a';
  readonly key: Buffer | KeyObject;
}

const toleranceMs = 5 * 60_000;
const maxSignatures = 10;
const minSecretBytes = 24;
const maxSecretBytes = 64;
const ed25519SpkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Reads keys, separated by commas: `whsec_` and a secret of 24 to 64 bytes in base64 (v1), or `whpk_` and an Ed25519
 * public key in base64 (v1a). Throws ConfigurationError, naming the variable and never showing the value.
 */
export function parseStandardKeys(variable: string, text: string | undefined): readonly StandardKey[] {
  const parts = listOf(text);
  return parts.map((part, index) => {
    const key = part.startsWith('whpk_') ? publicKeyFrom(part.slice(5)) : secretFrom(part);
    if (key !== null) return key;
    const which = parts.length === 1 ? 'the key' : `key ${index + 1} of ${parts.length}`;
    throw new ConfigurationError(
      variable,
      `${which} must be whsec_ and 24 to 64 bytes in base64, or whpk_ and an Ed25519 public key in base64.`,
    );
  });
}

/**
 * Checks `v1` (HMAC-SHA256) and `v1a` (Ed25519) signatures over `id.timestamp.body`; one that fits is enough.
 * Source: github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md.
 */
export function verifyStandard(
  keys: readonly StandardKey[],
  names: HeaderNames,
  request: WebhookRequest,
  now: Instant,
): Verdict {
  const id = request.headers.get(names.id);
  const timestamp = request.headers.get(names.timestamp);
  const signatureText = request.headers.get(names.signature);
  if (!id || !timestamp || !signatureText) {
    const wanted = `${names.id}, ${names.timestamp} and ${names.signature}`;
    return reject(401, 'signature_missing', `Send the headers ${wanted}.`);
  }
  const signatures = signaturesIn(signatureText);
  // A header sent twice arrives joined by a comma and a space, which none of the three forms allows.
  if (signatures === null || !/^[\w.:-]{1,200}$/.test(id) || !/^\d{1,11}$/.test(timestamp)) {
    return reject(
      401,
      'signature_malformed',
      'Send one id, one time in seconds and signatures such as v1,….',
    );
  }
  const signedAtMs = Number(timestamp) * 1000;
  const ageMs = msFromInstant(now) - signedAtMs;
  if (ageMs > toleranceMs) {
    return reject(401, 'timestamp_stale', 'The signature is older than five minutes. Sign each try anew.');
  }
  if (ageMs < -toleranceMs) {
    return reject(401, 'timestamp_in_future', 'The signature is from the future. Set the clock right.');
  }
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), request.body]);
  const fitting = keys.find((key) => signatures.some((signature) => fits(key, signed, signature)));
  if (fitting === undefined) {
    return reject(401, 'signature_mismatch', 'No configured key made this signature. Compare the secrets.');
  }
  return {
    ok: true,
    verification: {
      scope: 'full_body',
      method: fitting.version === 'v1' ? 'hmac-sha256' : 'ed25519',
      keyId: fitting.id,
      signedAt: instantFromMs(signedAtMs),
    },
  };
}

/** The headers of a request signed with HMAC-SHA256 (v1); its id stays the same however often it is sent. */
export function signStandard(
  key: Buffer,
  names: HeaderNames,
  { id, signedAtMs, body }: { readonly id: string; readonly signedAtMs: number; readonly body: Buffer },
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(signedAtMs / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return { [names.id]: id, [names.timestamp]: timestamp, [names.signature]: `v1,${signature}` };
}

interface Signature {
  readonly version: string;
  readonly bytes: Buffer;
}

/** Signatures of versions that are not known yet are passed over, as the standard asks. */
function signaturesIn(text: string): readonly Signature[] | null {
  const parts = text.split(' ');
  if (parts.length > maxSignatures) return null;
  const signatures: Signature[] = [];
  for (const part of parts) {
    const [, version, base64] = /^(v\d+[a-z]?),([A-Za-z0-9+/=]{1,200})$/.exec(part) ?? [];
    const bytes = base64 === undefined ? null : strictBase64(base64);
    if (version === undefined || bytes === null) return null;
    signatures.push({ version, bytes });
  }
  return signatures;
}

function fits({ version, key }: StandardKey, signed: Buffer, signature: Signature): boolean {
  if (signature.version !== version) return false;
  if (!Buffer.isBuffer(key))
    return signature.bytes.length === 64 && verify(null, signed, key, signature.bytes);
  const expected = createHmac('sha256', key).update(signed).digest();
  return signature.bytes.length === expected.length && timingSafeEqual(signature.bytes, expected);
}

function secretFrom(part: string): StandardKey | null {
  const bytes = part.startsWith('whsec_') ? strictBase64(part.slice(6)) : null;
  if (bytes === null || bytes.length < minSecretBytes || bytes.length > maxSecretBytes) return null;
  return { id: fingerprint(bytes), version: 'v1', key: bytes };
}

function publicKeyFrom(base64: string): StandardKey | null {
  const raw = strictBase64(base64);
  if (raw === null || raw.length !== 32) return null;
  const key = createPublicKey({
    key: Buffer.concat([ed25519SpkiPrefix, raw]),
    format: 'der',
    type: 'spki',
  });
  return { id: fingerprint(raw), version: 'v1a', key };
}

/** Of the hash of a hash, so that it helps nobody to guess a weak secret faster than the signatures themselves do. */
function fingerprint(bytes: Buffer): string {
  const once = createHash('sha256').update('standard webhook key\0').update(bytes).digest();
  return createHash('sha256').update(once).digest('hex').slice(0, 16);
}
