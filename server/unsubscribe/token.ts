import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { z } from 'zod';
import { isLocked } from '#server/domain/category/category.ts';
import { type Instant, instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { channels } from '#server/domain/message/report.ts';

const dayMs = 24 * 60 * 60_000;
const format = 2;
const nonceBytes = 12;
const tagBytes = 16;

const person = z.strictObject({ userId: z.string().min(1) });
/** Where nobody is named. */
const address = z.strictObject({ channel: z.enum(channels), subjectId: z.string().min(1) });

/** What a token may do. Each is the whole of it: one category, one change, or one person's preferences. */
const unsubscribeScope = z.strictObject({
  may: z.literal('unsubscribe'),
  who: z.union([person, address]),
  category: z
    .string()
    .min(1)
    // Nobody can leave it, so a token for it could only mislead.
    .refine((category) => !isLocked(category), 'must be a category that people can leave'),
});
const undoScope = z.strictObject({
  may: z.literal('undo'),
  who: z.union([person, address]),
  /** As `changeIdOf` names what was changed through a link. */
  changeId: z.string().min(1),
});
const preferencesScope = z.strictObject({ may: z.literal('preferences'), who: person });
/** To stay where silence would end marketing; it can do no more than that. */
const keepScope = z.strictObject({ may: z.literal('keep'), who: address });
const scope = z.discriminatedUnion('may', [unsubscribeScope, undoScope, preferencesScope, keepScope]);

export type UnsubscribeScope = Readonly<z.infer<typeof unsubscribeScope>>;
export type UndoScope = Readonly<z.infer<typeof undoScope>>;
export type PreferencesScope = Readonly<z.infer<typeof preferencesScope>>;
export type KeepScope = Readonly<z.infer<typeof keepScope>>;
export type TokenScope = UnsubscribeScope | UndoScope | PreferencesScope | KeepScope;

/**
 * How long each works. RFC 8058 asks for links that work as long as the mail may lie in an inbox; what shows or changes more
 * than one category ends sooner, for mails are forwarded.
 */
const validForMs = {
  unsubscribe: 400 * dayMs,
  undo: 30 * dayMs,
  preferences: 30 * dayMs,
  keep: 400 * dayMs,
} as const satisfies Record<TokenScope['may'], number>;

const content = z.strictObject({ scope, at: instant });

/** A token that was opened: what it may do, and when it was made. */
export interface OpenedToken {
  readonly scope: TokenScope;
  readonly at: Instant;
}

export interface UnsubscribeTokens {
  /** A token for a URL. The same scope at the same moment gives the same one, so that a mail can be rendered twice. */
  sign(scope: TokenScope, at: Instant): string;
  /** What the token may do; null when it is not ours, was changed, or is over. */
  verify(token: string, at: Instant): OpenedToken | null;
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
      const text = JSON.stringify(content.parse({ scope: wish, at }));
      // Made from the text, so one nonce never meets two texts.
      const nonce = createHmac('sha256', synthesis).update(text).digest().subarray(0, nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', encryption, nonce);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(format), nonce, sealed, cipher.getAuthTag()]).toString('base64url');
    },
    verify(token, at) {
      const text = opened(encryption, token);
      if (text === null) return null;
      const made = content.safeParse(JSON.parse(text));
      if (!made.success) return null;
      const until = instantFromMs(msFromInstant(made.data.at) + validForMs[made.data.scope.may]);
      return at < until ? made.data : null;
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
