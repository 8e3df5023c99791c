import { createHash } from 'node:crypto';
import { type Instant, instantFromMs } from '#server/domain/instant.ts';
import type { ReportKind } from '#server/domain/message/report.ts';
import type { RehearsedReport } from '#server/providers/provider.ts';

/** One thing a provider says in the story, this many minutes before it is played. */
type Beat = Pick<RehearsedReport, 'reason' | 'codes' | 'url' | 'ip' | 'userAgent' | 'machine'> & {
  kind: ReportKind;
  ago: number;
};

interface Letter {
  to: string;
  about: Pick<RehearsedReport, 'category' | 'template' | 'subjectLine'>;
  beats: readonly Beat[];
}

export interface Story {
  /** Requests in the order in which they are posted. */
  deliveries: readonly (readonly RehearsedReport[])[];
  /** Which of them the provider sends again, as it does when our answer got lost. */
  repeated: readonly number[];
  messages: number;
}

/** A day in the life of an invented product, told by its mail provider. `me` is who will look at it first. */
export function story(nowMs: number, me: string): Story {
  const letters = cast(me);
  const reports = letters.flatMap((letter, index) => toReports(letter, index, nowMs));
  const inOrder = reports.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  // Providers promise no order: this delivery is told only after its opening.
  const late = inOrder.filter((report) => report.template === 'weekly-digest' && report.kind === 'delivered');
  const onTime = inOrder.filter((report) => !late.includes(report));
  const third = Math.ceil(onTime.length / 3);
  const deliveries = [onTime.slice(0, third), onTime.slice(third, 2 * third), onTime.slice(2 * third), late];
  return { deliveries, repeated: [1, 3, 3], messages: letters.length };
}

function toReports(letter: Letter, index: number, nowMs: number): RehearsedReport[] {
  const providerMessageId = createHash('sha256').update(`${nowMs}/${index}`).digest('base64url').slice(0, 22);
  return letter.beats.map(({ ago, ...beat }) => ({
    ...beat,
    ...letter.about,
    at: minutesBefore(nowMs, ago),
    recipient: letter.to,
    providerMessageId,
  }));
}

function minutesBefore(nowMs: number, minutes: number): Instant {
  // Providers count whole seconds.
  return instantFromMs(Math.floor((nowMs - minutes * 60_000) / 1000) * 1000);
}

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148';
const LAPTOP =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15';
const PREFETCH = 'Mozilla/5.0';

const about = {
  newSignIn: { category: 'security', template: 'new-sign-in', subjectLine: 'New sign-in to your account' },
  resetPassword: { category: 'security', template: 'reset-password', subjectLine: 'Reset your password' },
  invoice: { category: 'billing', template: 'invoice', subjectLine: 'Your November invoice' },
  paymentFailed: {
    category: 'billing',
    template: 'payment-failed',
    subjectLine: 'Your payment did not go through',
  },
  comment: { category: 'product', template: 'new-comment', subjectLine: 'Mara commented on “Launch plan”' },
  digest: { category: 'product', template: 'weekly-digest', subjectLine: 'Your week in review' },
  autumn: { category: 'marketing', template: 'autumn-sale', subjectLine: 'Two months free this autumn' },
} as const;

const accepted = (ago: number): Beat => ({ kind: 'accepted', ago });
const delivered = (ago: number): Beat => ({
  kind: 'delivered',
  ago,
  reason: '250 2.0.0 OK',
  codes: { smtp: '250' },
});
const opened = (ago: number, userAgent = PHONE): Beat => ({
  kind: 'opened',
  ago,
  userAgent,
  ip: '203.0.113.24',
  machine: false,
});
const openedByMachine = (ago: number): Beat => ({
  kind: 'opened',
  ago,
  userAgent: PREFETCH,
  ip: '198.51.100.7',
  machine: true,
});
const clicked = (ago: number, url: string): Beat => ({
  kind: 'clicked',
  ago,
  url,
  userAgent: LAPTOP,
  ip: '203.0.113.24',
});

function cast(me: string): Letter[] {
  return [...lettersToMe(me), ...heard, ...slow, ...lost, ...unwelcome];
}

function lettersToMe(me: string): Letter[] {
  return [
    { to: me, about: about.newSignIn, beats: [accepted(42), delivered(41.9), opened(38)] },
    {
      to: me,
      about: about.invoice,
      beats: [
        accepted(300),
        delivered(299.8),
        opened(250),
        clicked(249, 'https://app.example.com/invoices/2026-11'),
      ],
    },
    {
      to: me,
      about: about.comment,
      beats: [
        accepted(95),
        {
          kind: 'deferred',
          ago: 94.8,
          reason: '451 4.7.1 Greylisted, please try again later',
          codes: { smtp: '451', attempt: 1 },
        },
        delivered(80),
      ],
    },
    { to: me, about: about.digest, beats: [accepted(1440), delivered(1439.5), openedByMachine(1439.4)] },
  ];
}

const heard: Letter[] = [
  {
    to: 'ines.moreau@example.com',
    about: about.resetPassword,
    beats: [accepted(12), delivered(11.9), opened(11), clicked(10.8, 'https://app.example.com/reset')],
  },
  {
    to: 'tomasz.lis@example.org',
    about: about.invoice,
    beats: [accepted(301), delivered(300.7), opened(120, LAPTOP)],
  },
  {
    to: 'mara.okafor@example.com',
    about: about.comment,
    beats: [
      accepted(64),
      delivered(63.9),
      opened(63),
      opened(21, LAPTOP),
      clicked(20, 'https://app.example.com/plans/launch'),
    ],
  },
  {
    to: 'jonas.berg@example.org',
    about: about.digest,
    beats: [accepted(1438), delivered(1437), opened(1430)],
  },
  { to: 'priya.nair@example.com', about: about.newSignIn, beats: [accepted(8), delivered(7.8)] },
  {
    to: 'lucia.ferri@example.org',
    about: about.autumn,
    beats: [accepted(600), delivered(599), openedByMachine(598.9)],
  },
];

const slow: Letter[] = [
  {
    to: 'oskar.lind@example.org',
    about: about.resetPassword,
    beats: [
      accepted(55),
      {
        kind: 'deferred',
        ago: 54.5,
        reason: '421 4.7.0 Try again later, closing connection',
        codes: { smtp: '421', attempt: 1 },
      },
      {
        kind: 'deferred',
        ago: 44,
        reason: '421 4.7.0 Try again later, closing connection',
        codes: { smtp: '421', attempt: 2 },
      },
      delivered(23),
      opened(19),
    ],
  },
  {
    to: 'hana.suzuki@example.com',
    about: about.invoice,
    beats: [
      accepted(15),
      {
        kind: 'deferred',
        ago: 14,
        reason: '452 4.2.2 The mailbox is over its quota',
        codes: { smtp: '452', attempt: 1 },
      },
    ],
  },
];

const lost: Letter[] = [
  {
    to: 'gone.since.may@example.com',
    about: about.invoice,
    beats: [
      accepted(298),
      {
        kind: 'hard_bounced',
        ago: 297.9,
        reason: '550 5.1.1 The email account that you tried to reach does not exist',
        codes: { smtp: '550', enhanced: '5.1.1' },
      },
    ],
  },
  {
    to: 'gone.since.may@example.com',
    about: about.paymentFailed,
    beats: [{ kind: 'dropped', ago: 30, reason: 'Bounced Address' }],
  },
  {
    to: 'emre.aydin@example.org',
    about: about.paymentFailed,
    beats: [
      accepted(180),
      {
        kind: 'soft_bounced',
        ago: 179,
        reason: '554 5.7.1 Message blocked because of the sending address’s reputation',
        codes: { smtp: '554', enhanced: '5.7.1' },
      },
    ],
  },
  {
    to: 'full.box@example.org',
    about: about.digest,
    beats: [
      accepted(1436),
      {
        kind: 'soft_bounced',
        ago: 1100,
        reason: '552 5.2.2 Mailbox full',
        codes: { smtp: '552', enhanced: '5.2.2' },
      },
    ],
  },
];

const unwelcome: Letter[] = [
  {
    to: 'vera.novak@example.com',
    about: about.autumn,
    beats: [accepted(602), delivered(601), opened(500, LAPTOP), { kind: 'complained', ago: 499 }],
  },
  {
    to: 'samuel.ortiz@example.com',
    about: about.autumn,
    beats: [accepted(601), delivered(600.5), opened(420), { kind: 'unsubscribed', ago: 419 }],
  },
  {
    to: 'samuel.ortiz@example.com',
    about: about.invoice,
    beats: [accepted(296), delivered(295), opened(90)],
  },
];
