import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { ConfigurationError, type Verdict, type WebhookRequest } from '#server/providers/provider.ts';
import { reject } from '#server/providers/reject.ts';
import { strictBase64 } from '#server/providers/text.ts';

export const signatureHeader = 'x-twilio-email-event-webhook-signature';
export const timestampHeader = 'x-twilio-email-event-webhook-timestamp';

/** SendGrid retries for 24 hours and does not say whether it signs again, so a short window would lose retries. */
const maxAgeMs = 25 * 3_600_000;
const maxSkewMs = 5 * 60_000;

export interface PublicKey {
  /** Short fingerprint of the key, for the record of what was verified. */
  readonly id: string;
  readonly key: KeyObject;
}

/**
 * Reads public keys, separated by commas: base64 of SPKI DER as SendGrid shows it, PEM armour allowed.
 * Throws ConfigurationError, naming the variable and never showing the value.
 */
export function parsePublicKeys(variable: string, text: string): readonly PublicKey[] {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  return parts.map((part, index) => {
    const key = publicKeyFrom(part.replace(/-----(?:BEGIN|END) PUBLIC KEY-----|\\[nr]|\s/g, ''));
    if (key === null) {
      const which = parts.length === 1 ? 'the key' : `key ${index + 1} of ${parts.length}`;
      throw new ConfigurationError(
        variable,
        `${which} is not a P-256 public key. Copy the Verification Key of the signed event webhook, such as MFkwEwYHKoZIzj0C…, and separate several by commas.`,
      );
    }
    return key;
  });
}

/** Checks ECDSA P-256 over the timestamp header followed by the raw body. Source: SendGrid, event webhook security. */
export function verifyRequest(keys: readonly PublicKey[], request: WebhookRequest, now: Instant): Verdict {
  const signatureText = request.headers.get(signatureHeader);
  const timestamp = request.headers.get(timestampHeader);
  if (!signatureText || !timestamp) {
    return reject(401, 'signature_missing', `Send the headers ${signatureHeader} and ${timestampHeader}.`);
  }
  // A header sent twice arrives joined by a comma, which neither form allows.
  const signature = strictBase64(signatureText);
  if (signature === null || !isDerSignature(signature) || !/^\d{1,11}$/.test(timestamp)) {
    return reject(401, 'signature_malformed', 'Send one base64 ECDSA signature and one time in seconds.');
  }
  const signedAtMs = Number(timestamp) * 1000;
  const ageMs = msFromInstant(now) - signedAtMs;
  if (ageMs > maxAgeMs) {
    return reject(
      403,
      'timestamp_stale',
      'The signature is older than 25 hours. Send the event signed anew.',
    );
  }
  if (ageMs < -maxSkewMs) {
    return reject(403, 'timestamp_in_future', 'The signature is from the future. Set the clock right.');
  }
  const signed = Buffer.concat([Buffer.from(timestamp, 'latin1'), request.body]);
  const fitting = keys.find(({ key }) => verify('sha256', signed, key, signature));
  if (fitting === undefined) {
    return reject(
      403,
      'signature_mismatch',
      'No configured key made this signature. Compare the verification keys.',
    );
  }
  return {
    ok: true,
    verification: {
      scope: 'full_body',
      method: 'ecdsa-p256-sha256',
      keyId: fitting.id,
      signedAt: instantFromMs(signedAtMs),
    },
  };
}

function publicKeyFrom(base64: string): PublicKey | null {
  const der = strictBase64(base64);
  if (der === null) return null;
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    // Exporting again finds bytes after the key, which the parser itself passes over.
    const exact = key.export({ format: 'der', type: 'spki' }).equals(der);
    if (!exact || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return null;
    return { id: createHash('sha256').update(der).digest('hex').slice(0, 16), key };
  } catch {
    return null;
  }
}

/** `SEQUENCE { INTEGER r, INTEGER s }` in DER, both positive, at most 32 bytes and minimal. */
function isDerSignature(bytes: Buffer): boolean {
  if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2) return false;
  const afterR = endOfInteger(bytes, 2);
  return afterR !== null && endOfInteger(bytes, afterR) === bytes.length;
}

function endOfInteger(bytes: Buffer, start: number): number | null {
  const length = bytes[start + 1] ?? 0;
  const end = start + 2 + length;
  const first = bytes[start + 2] ?? 0;
  const second = bytes[start + 3] ?? 0;
  if (bytes[start] !== 0x02 || length === 0 || end > bytes.length || first >= 0x80) return null;
  if (first === 0) return length > 1 && length <= 33 && second >= 0x80 ? end : null;
  return length <= 32 ? end : null;
}
