import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { z } from 'zod';
import { type Instant, instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { channels } from '#server/domain/message/report.ts';

const dayMs = 24 * 60 * 60_000;
/** RFC 8058 asks for links that work as long as the mail may lie in an inbox. */
const validForMs = 400 * dayMs;
const format = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** What a token may do: end one category for one person, or for one address where nobody is named. */
const scope = z.strictObject({
  who: z.union([
    z.strictObject({ userId: z.string().min(1) }),
    z.strictObject({ channel: z.enum(channels), subjectId: z.string().min(1) }),
  ]),
  category: z.string().min(1),
});
export type UnsubscribeScope = Readonly<z.infer<typeof scope>>;

const content = z.strictObject({ ...scope.shape, until: instant });

export interface UnsubscribeTokens {
  /** A token for a URL. The same scope at the same moment gives the same one, so that a mail can be rendered twice. */
  sign(scope: UnsubscribeScope, at: Instant): string;
  /** What the token may do; null when it is not ours, was changed, or is over. */
  verify(token: string, at: Instant): UnsubscribeScope | null;
}

/**
 * Tokens that only we can make or read: AES-256-GCM with a key of their own, derived from the pepper of addresses (32
 * bytes in base64), which never changes. Sealed rather than signed alone, for ids of the host may name people.
 */
export function openUnsubscribeTokens(addressPepper: string): UnsubscribeTokens {
  const pepper = Buffer.from(addressPepper, 'base64');
  const keyFor = (purpose: string) =>
    createHmac('sha256', pepper).update(`earshot unsubscribe ${purpose} 1`).digest();
  const encryption = keyFor('key');
  const synthesis = keyFor('nonce');
  return {
    sign(wish, at) {
      const text = JSON.stringify(
        content.parse({ ...wish, until: instantFromMs(msFromInstant(at) + validForMs) }),
      );
      // Made from the text, so one nonce never meets two texts.
      const nonce = createHmac('sha256', synthesis).update(text).digest().subarray(0, nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', encryption, nonce);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(format), nonce, sealed, cipher.getAuthTag()]).toString('base64url');
    },
    verify(token, at) {
      const text = opened(encryption, token);
      if (text === null) return null;
      const { until, ...wish } = content.parse(JSON.parse(text));
      return at < until ? wish : null;
    },
  };
}

function opened(key: Buffer, token: string): string | null {
  if (!/^[\w-]{40,4000}$/.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  // Other spellings of the same bytes are no token of ours.
  if (bytes[0] !== format || bytes.toString('base64url') !== token) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + nonceBytes));
  decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
  try {
    const sealed = bytes.subarray(1 + nonceBytes, bytes.length - tagBytes);
    return decipher.update(sealed, undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null;
  }
}
