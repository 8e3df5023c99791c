import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { Mailbox, OutboundMessage } from '#server/providers/sender.ts';

/** The mail as MIME (RFC 5322, RFC 2045), under our own Message-ID. */
export function composed(message: OutboundMessage<'email'>): Promise<Buffer> {
  const { from, replyTo, subject, html, text, headers } = message.content;
  const composer = new MailComposer({
    from: mailbox(from),
    to: mailbox({ address: message.to }),
    ...(replyTo !== undefined && { replyTo: mailbox(replyTo) }),
    subject,
    text,
    html,
    messageId: `<${messageIdHeader(message)}>`,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, asItIs(value)])),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** Message-ID without its brackets: ours, at the domain that the mail is from. */
export function messageIdHeader({ messageId, content }: OutboundMessage<'email'>): string {
  const { address } = content.from;
  return `${messageId}@${address.slice(address.lastIndexOf('@') + 1)}`;
}

function mailbox({ address, name = '' }: Mailbox) {
  return { address, name };
}

/** A header is not folded, since a fold within List-Unsubscribe is not understood everywhere, unless it must be. */
function asItIs(value: string) {
  return /^[\t -~]{0,900}$/.test(value) ? { prepared: true, value } : value;
}
