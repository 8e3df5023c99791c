/** The codes of a report, as they come over the wire. */
export interface Codes {
  readonly smtp?: string | undefined;
  readonly enhanced?: string | undefined;
  readonly provider?: string | undefined;
}

interface Reason {
  /** Completes "Bounced: …". */
  readonly short: string;
  /** A sentence for the timeline. */
  readonly long: string;
}

/** Subject and detail of enhanced status codes, RFC 3463 §3 and the IANA registry, in people's words. */
const reasons: Readonly<Record<string, Reason>> = {
  '1.1': { short: 'no such mailbox', long: 'There is no mailbox with this address.' },
  '1.2': { short: 'no such domain', long: 'The domain of this address does not exist or takes no mail.' },
  '1.3': { short: 'address misspelt', long: 'This is not a valid address.' },
  '1.6': { short: 'mailbox has moved', long: 'The mailbox has moved and left no forwarding address.' },
  '1.10': { short: 'domain takes no mail', long: 'The domain of this address says that it takes no mail.' },
  '2.1': { short: 'mailbox disabled', long: 'The mailbox exists but is switched off.' },
  '2.2': { short: 'mailbox full', long: 'The mailbox is full.' },
  '2.3': { short: 'message too large', long: 'The message is larger than this mailbox takes.' },
  '3.4': { short: 'message too large', long: 'The message is larger than the receiving server takes.' },
  '4.1': { short: 'no answer', long: 'The receiving server did not answer.' },
  '4.2': { short: 'connection broke', long: 'The connection to the receiving server broke off.' },
  '4.4': { short: 'no route', long: 'No mail server could be found for the domain.' },
  '4.7': { short: 'gave up waiting', long: 'The receiving server kept asking to wait until time ran out.' },
  '7.0': {
    short: 'refused by policy',
    long: 'The receiving server refused the message for reasons of security.',
  },
  '7.1': { short: 'refused by policy', long: 'The receiving server’s rules do not allow this message.' },
  '7.23': {
    short: 'SPF check failed',
    long: 'The sending server is not listed for the sender’s domain (SPF).',
  },
  '7.25': { short: 'no reverse DNS', long: 'The sending address has no matching reverse DNS entry.' },
  '7.26': {
    short: 'authentication failed',
    long: 'The message failed the receiver’s authentication checks (SPF, DKIM or DMARC).',
  },
  '7.28': {
    short: 'too many messages',
    long: 'The receiver is limiting how much mail it takes from this sender.',
  },
};

/** Why a server refused, by its enhanced status; null when that says nothing we know. */
export function reasonOfCodes(codes: Codes | null): Reason | null {
  const [, subject, detail] = codes?.enhanced?.split('.') ?? [];
  return reasons[`${subject}.${detail}`] ?? null;
}

/** The codes as they stand in logs and standards: `550 5.1.1`, or the provider's own. */
export function codesText(codes: Codes | null): string | null {
  const spoken = [codes?.smtp, codes?.enhanced].filter((code) => code !== undefined);
  if (spoken.length > 0) return spoken.join(' ');
  return codes?.provider ?? null;
}
