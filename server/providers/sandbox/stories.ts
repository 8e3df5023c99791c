import type { RehearsedReport } from '#server/providers/provider.ts';
import type { Refusal } from '#server/providers/sender.ts';

/** One webhook that follows a send, so long after it. */
export type Beat = Pick<RehearsedReport, 'kind'> &
  Partial<Pick<RehearsedReport, 'codes' | 'reason' | 'machine' | 'userAgent'>> & {
    /** As long as it may well take outside. */
    readonly afterMs: number;
  };

/** What becomes of a message to a recipient: refused at once, or taken and told of. */
export type Story = Refusal | { readonly outcome: 'taken'; readonly beats: readonly Beat[] };

const delivered: Beat = { kind: 'delivered', afterMs: 2_000 };
const opened: Beat = {
  kind: 'opened',
  afterMs: 15_000,
  machine: false,
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Thunderbird/145.0',
};

/** By the name before the `@`, at the domain `sandbox.test`. */
const mails = new Map<string, readonly Beat[]>(
  Object.entries({
    success: [delivered],
    bounce: [
      {
        kind: 'hard_bounced',
        afterMs: 3_000,
        codes: { smtp: '550', enhanced: '5.1.1' },
        reason: '550 5.1.1 There is no such mailbox',
      },
    ],
    softbounce: [
      {
        kind: 'soft_bounced',
        afterMs: 3_000,
        codes: { smtp: '452', enhanced: '4.2.2' },
        reason: '452 4.2.2 The mailbox is full',
      },
    ],
    complaint: [delivered, { kind: 'complained', afterMs: 30_000 }],
    deferred: [
      ...[2_000, 20_000].map(
        (afterMs): Beat => ({
          kind: 'deferred',
          afterMs,
          codes: { smtp: '451', enhanced: '4.7.1' },
          reason: '451 4.7.1 Try again later',
        }),
      ),
      { ...delivered, afterMs: 60_000 },
    ],
    unopened: [delivered],
    opened: [delivered, opened],
    clicked: [delivered, opened, { kind: 'clicked', afterMs: 25_000, machine: false }],
    'machine-open': [delivered, { kind: 'opened', afterMs: 3_000, machine: true, userAgent: 'Mozilla/5.0' }],
    silent: [],
  }),
);

const texts: readonly Beat[] = [
  { kind: 'sent', afterMs: 1_000 },
  { kind: 'delivered', afterMs: 4_000 },
];

const refuse = (kind: Refusal['kind'], code: string, reason: string): Refusal => ({
  outcome: 'refused',
  kind,
  providerEvent: `400/${code}`,
  codes: { provider: code },
  reason,
});

/** Magic numbers that carriers' test accounts know. Source: twilio.com/docs/iam/test-credentials. */
const numbers = new Map<string, Refusal>(
  Object.entries({
    '+15005550001': refuse('hard_bounced', '21211', 'This number is invalid.'),
    '+15005550002': refuse('failed', '21612', 'There is no route to this number.'),
    '+15005550003': refuse('failed', '21408', 'The account may not send to this country.'),
    '+15005550004': { ...refuse('dropped', '21610', 'The recipient replied STOP.'), optedOut: 'sender' },
    '+15005550009': refuse('hard_bounced', '21614', 'This number cannot receive text messages.'),
  }),
);

/** What becomes of a message. Whoever is not in the story book gets theirs, as `success@sandbox.test` does. */
export function storyOf(recipient: string): Story {
  if (recipient.startsWith('+')) return numbers.get(recipient) ?? { outcome: 'taken', beats: texts };
  const [, name = 'success'] = /^([a-z-]+)(?:\+[^@]*)?@sandbox\.test$/i.exec(recipient) ?? [];
  return { outcome: 'taken', beats: mails.get(name.toLowerCase()) ?? [delivered] };
}
