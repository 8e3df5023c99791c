import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { ConfigurationError, type Verdict, type WebhookRequest } from '#server/providers/provider.ts';
import { reject } from '#server/providers/reject.ts';
import { listOf } from '#server/providers/text.ts';
import { signatureIn } from './envelope.ts';

/** Mailgun retries for eight hours and does not say whether it signs again. */
const maxAgeMs = 9 * 3_600_000;
const maxSkewMs = 5 * 60_000;

export interface SigningKey {
  /** Short fingerprint of the key, for the record of what was verified. */
  readonly id: string;
  readonly key: string;
}

/**
 * Reads signing keys, separated by commas. Throws ConfigurationError, naming the variable and never showing the value.
 */
export function parseSigningKeys(variable: string, text: string): readonly SigningKey[] {
  const parts = listOf(text);
  return parts.map((key, index) => {
    if (/^[!-~]{16,200}$/.test(key)) return { id: fingerprint(key), key };
    const which = parts.length === 1 ? 'the key' : `key ${index + 1} of ${parts.length}`;
    throw new ConfigurationError(
      variable,
      `${which} must be 16 to 200 visible characters. Copy the HTTP webhook signing key, and separate several by commas.`,
    );
  });
}

const fields = z.object({
  timestamp: z.union([z.string(), z.int().transform(String)]),
  token: z.string(),
  signature: z.string(),
  'parent-signature': z.string().nullish(),
});

/**
 * Checks HMAC-SHA256 over the timestamp followed by the token, by our key or, for an event of a subaccount, by its
 * parent's. The events are not signed, so the token binds them. Anything but 401 is final for Mailgun or invites a
 * forger. Source: documentation.mailgun.com, securing webhooks.
 */
export function verifyRequest(keys: readonly SigningKey[], request: WebhookRequest, now: Instant): Verdict {
  const given = fields.safeParse(signatureIn(request.body.toString('utf8')));
  if (!given.success) {
    return reject(401, 'signature_missing', 'Send the JSON webhook with timestamp, token and signature.');
  }
  const { timestamp, token, signature, 'parent-signature': parentSignature } = given.data;
  const signatures = parentSignature ? [signature, parentSignature] : [signature];
  // Nothing separates timestamp and token where they are signed: of any other length, one could give to the other.
  const isWellFormed =
    /^\d{10}$/.test(timestamp) &&
    /^[!-~]{50}$/.test(token) &&
    signatures.every((one) => /^[0-9a-f]{64}$/.test(one));
  if (!isWellFormed) {
    return reject(
      401,
      'signature_malformed',
      'Send a time of 10 digits, a token of 50 characters and a signature of 64 hexadecimal digits.',
    );
  }
  const signedAtMs = Number(timestamp) * 1000;
  const ageMs = msFromInstant(now) - signedAtMs;
  if (ageMs > maxAgeMs) {
    return reject(401, 'timestamp_stale', 'The signature is older than nine hours. Sign the event anew.');
  }
  if (ageMs < -maxSkewMs) {
    return reject(401, 'timestamp_in_future', 'The signature is from the future. Set the clock right.');
  }
  const fitting = keys.find((key) => fits(key, `${timestamp}${token}`, signatures));
  if (fitting === undefined) {
    return reject(
      401,
      'signature_mismatch',
      'No configured key made this signature. Compare the signing keys.',
    );
  }
  return {
    ok: true,
    verification: {
      scope: 'envelope_only',
      method: 'hmac-sha256',
      keyId: fitting.id,
      signedAt: instantFromMs(signedAtMs),
    },
    oneTimeToken: token,
  };
}

function fits({ key }: SigningKey, signed: string, signatures: readonly string[]): boolean {
  const expected = createHmac('sha256', key).update(signed).digest();
  return signatures.some((signature) => timingSafeEqual(Buffer.from(signature, 'hex'), expected));
}

/** Of the hash of a hash, so that it helps nobody to guess a key faster than the signatures themselves do. */
function fingerprint(key: string): string {
  const once = createHash('sha256').update('webhook signing key\0').update(key).digest();
  return createHash('sha256').update(once).digest('hex').slice(0, 16);
}
