/** The codes at the head of a mail server's reply. */
export interface SmtpReply {
  /** Three-digit reply, RFC 5321 §4.2. */
  readonly smtp?: string | undefined;
  /** Enhanced status such as 5.1.1, RFC 3463. */
  readonly enhanced?: string | undefined;
}

const head = /^\s*(?:smtp;\s*)?([245]\d\d)(?!\d)(?:[\s-]+#?([245]\.\d{1,3}\.\d{1,3})(?!\.?\d))?/i;
const bareEnhanced = /^\s*#?([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)/;

/** Reads the codes from a reply such as `550 5.1.1 no such user`; the text after them is not looked at. */
export function parseSmtpReply(text: string): SmtpReply {
  const both = head.exec(text);
  if (both !== null) {
    const [, smtp = '', enhanced] = both;
    return enhanced === undefined ? { smtp } : { smtp, enhanced };
  }
  const enhanced = bareEnhanced.exec(text)?.[1];
  return enhanced === undefined ? {} : { enhanced };
}

/** The first enhanced status that says something; x.0.0 only says "other", so it is taken last. */
export function mostSpecificStatus(...statuses: readonly (string | undefined)[]): string | undefined {
  const given = statuses.filter((status) => status !== undefined && /^[245]\.\d{1,3}\.\d{1,3}$/.test(status));
  return given.find((status) => status?.endsWith('.0.0') === false) ?? given[0];
}

/**
 * Permanent codes that speak of the address itself: bad mailbox, bad domain, bad syntax, moved, null MX, disabled.
 * Full mailboxes (5.2.2), sizes (5.3.4) and policy (5.7.x) are permanent too, but about the message or the sender.
 */
const addressStatuses: ReadonlySet<string> = new Set(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1']);

export function isAddressStatus(enhanced: string | undefined): boolean {
  return enhanced !== undefined && addressStatuses.has(enhanced);
}

/** True unless a code says that trying again later might help. */
export function isPermanent(reply: SmtpReply): boolean {
  return !(reply.enhanced ?? reply.smtp ?? '5').startsWith('4');
}
