import type { Mailbox, OutboundMessage, Refusal } from './sender.ts';

/**
 * Refuses a mail that would not stay what it is: a line break that ends a header early, a second recipient within an
 * address, a header that another part of the mail sets. Nobody is asked then, and the fault is ours. Null when it is sound.
 */
export function refuseUnsafe(message: OutboundMessage<'email'>): Refusal | null {
  const problem = problemIn(message);
  if (problem === null) return null;
  return { outcome: 'refused', kind: 'failed', providerEvent: 'not_asked', reason: problem };
}

/** What comes back in every webhook about the message, under the names that the adapters read. */
export function ownIds({
  messageId,
  category,
  template,
}: Pick<OutboundMessage, 'messageId' | 'category' | 'template'>) {
  return { earshot_message_id: messageId, earshot_category: category, earshot_template: template };
}

/** The same for tags that hold ASCII letters, digits, `_` and `-` only; what does not fit stays behind, as we know it. */
export function ownTags(message: OutboundMessage<'email'>, maxLength: number): readonly [string, string][] {
  const fits = new RegExp(`^[\\w-]{1,${maxLength}}$`);
  return Object.entries(ownIds(message)).filter(([, value]) => fits.test(value));
}

/** `Ada Example <ada@example.com>`, quoted where the name holds what has a meaning there (RFC 5322, 3.4). */
export function mailboxText({ address, name }: Mailbox): string {
  if (name === undefined || name === '') return address;
  const isPlain = /^[\p{L}\p{M}\p{N} !#$%&'*+/=?^_`{|}~-]+$/u.test(name);
  return `${isPlain ? name : `"${name.replace(/["\\]/g, '\\$&')}"`} <${address}>`;
}

/** An id that fits into the tags of every provider; ours do. */
const messageIdShape = /^[\w-]{1,80}$/;
/** One address and no list, comment or name; quoted local parts, which hardly anybody has, are left out with them. */
const addressShape = /^[^\s@<>()[\],:;"\\\p{C}]{1,64}@[^\s@<>()[\],:;"\\\p{C}]{1,255}$/u;
/** Everything that ends a line somewhere, or that no header may hold. */
const breaksOut = /(?!\t)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
const headerName = /^[!-9;-~]{1,126}$/;
/** Headers that the mail's other parts or its transport set. */
const taken =
  /^(?:from|to|cc|bcc|sender|reply-to|subject|date|message-id|return-path|received|dkim-signature|mime-version|content-.*|resent-.*)$/i;

function problemIn({ messageId, to, content }: OutboundMessage<'email'>): string | null {
  const { from, replyTo, subject, headers } = content;
  if (!messageIdShape.test(messageId)) {
    return 'The message id is not 1 to 80 letters, digits, hyphens and underscores.';
  }
  if (!addressShape.test(to)) return 'The recipient is not one plain email address.';
  const mailboxes = replyTo === undefined ? [from] : [from, replyTo];
  if (mailboxes.some(({ address }) => !addressShape.test(address))) {
    return 'The sender, or the address for replies, is not one plain email address.';
  }
  if ([subject, ...mailboxes.map(({ name = '' }) => name)].some((text) => breaksOut.test(text))) {
    return 'The subject or a name holds a line break or another control character.';
  }
  return problemInHeaders(headers);
}

function problemInHeaders(headers: Readonly<Record<string, string>>): string | null {
  const names = Object.keys(headers);
  if (names.some((name) => !headerName.test(name))) return 'The name of a header is none.';
  if (names.some((name) => taken.test(name))) return 'A header is set that another part of the mail sets.';
  if (new Set(names.map((name) => name.toLowerCase())).size < names.length) return 'A header is set twice.';
  if (Object.values(headers).some((value) => breaksOut.test(value))) {
    return 'A header holds a line break or another control character.';
  }
  return null;
}
