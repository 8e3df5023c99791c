import { createHash, timingSafeEqual } from 'node:crypto';
import { ConfigurationError, type Verdict, type WebhookRequest } from '#server/providers/provider.ts';
import { reject } from '#server/providers/reject.ts';
import { listOf, strictBase64 } from '#server/providers/text.ts';

export interface Credential {
  /** Short fingerprint, for the record of who was let in. */
  readonly id: string;
  /** SHA-256 of `user:password`: of one length whatever they are, so that comparing tells nothing of them. */
  readonly hash: Buffer;
}

/** Nothing but the password keeps strangers from writing our history, so it may not be one that can be guessed. */
const minPasswordLength = 16;

/**
 * Reads credentials, separated by commas: `user:password`, so neither can hold a comma, nor the user a colon.
 * Throws ConfigurationError, naming the variable and never showing the value.
 */
export function parseCredentials(variable: string, text: string): readonly Credential[] {
  const parts = listOf(text);
  if (parts.length === 0) throw new ConfigurationError(variable, 'there is nothing between the commas.');
  return parts.map((part, index) => {
    const colon = part.indexOf(':');
    if (colon > 0 && part.length - colon - 1 >= minPasswordLength) return credentialOf(part);
    const which = parts.length === 1 ? 'the value' : `value ${index + 1} of ${parts.length}`;
    throw new ConfigurationError(
      variable,
      `${which} must be user:password with a password of at least ${minPasswordLength} characters and no comma.`,
    );
  });
}

/**
 * Checks HTTP Basic, since Postmark signs nothing. Always 401 and never 403, which would make Postmark give up: with
 * 401 it tries again, and a password that was changed on one side only costs no event.
 */
export function verifyRequest(credentials: readonly Credential[], request: WebhookRequest): Verdict {
  const header = request.headers.get('authorization');
  if (!header)
    return reject(401, 'signature_missing', 'Put user:password@ before the host of the webhook URL.');
  const base64 = /^basic +([A-Za-z0-9+/]{1,2000}={0,2})$/i.exec(header)?.[1];
  const given = base64 === undefined ? null : strictBase64(base64);
  if (given === null) return reject(401, 'signature_malformed', 'Send one header Authorization: Basic.');
  const hash = hashOf(given);
  const fitting = credentials.filter((credential) => timingSafeEqual(credential.hash, hash));
  if (fitting[0] === undefined) {
    return reject(401, 'signature_mismatch', 'These are not our credentials. Compare the webhook URL.');
  }
  return {
    ok: true,
    verification: { scope: 'shared_secret', method: 'http-basic', keyId: fitting[0].id },
  };
}

function credentialOf(text: string): Credential {
  const hash = hashOf(text);
  // Of the hash of a hash, so that it helps nobody to guess a password.
  return { id: createHash('sha256').update('credential\0').update(hash).digest('hex').slice(0, 16), hash };
}

function hashOf(credential: string | Buffer): Buffer {
  return createHash('sha256').update(credential).digest();
}
