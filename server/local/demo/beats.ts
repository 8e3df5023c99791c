import type { ReportKind } from '#server/domain/message/report.ts';
import type { ReplyWish } from '#server/domain/reply/events.ts';
import type { RehearsedReport } from '#server/providers/provider.ts';
import type { Dice } from './dice.ts';

/** Something a provider says about a message. */
export interface Beat extends Pick<RehearsedReport, 'reason' | 'codes' | 'ip' | 'userAgent' | 'machine'> {
  readonly kind: ReportKind;
  /** Since what happened before it, or since the message was sent. */
  readonly afterMs: number;
  /** How long the provider then takes to tell it; a few seconds unless it is said. */
  readonly toldAfterMs?: number;
}

/** Something the person writes back. */
export interface Answer {
  readonly wish: ReplyWish;
  readonly text: string;
  /** Since the last thing that happened to the message. */
  readonly afterMs: number;
}

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** What comes first with nearly every message. */
export const handedOver = (dice: Dice): readonly Beat[] => [
  { kind: 'accepted', afterMs: dice.between(0, 2) * secondMs },
  { kind: 'sent', afterMs: dice.between(1, 4) * secondMs },
];

export const delivered = (dice: Dice): Beat => ({
  kind: 'delivered',
  afterMs: dice.between(1, 40) * secondMs,
});

export const arrived = (dice: Dice): readonly Beat[] => [...handedOver(dice), delivered(dice)];

/** Most look within the hour, a few in the evening. */
const untilLooked = (dice: Dice) => (2 + 300 * dice.next() ** 3) * minuteMs;

export const opened = (dice: Dice): Beat => ({
  kind: 'opened',
  afterMs: untilLooked(dice),
  machine: false,
  userAgent: dice.pick(browsers),
  ip: homeAddress(dice),
});

/** What fetches images and links before a person can: a mail service's proxy, a scanner. */
export const prefetched = (dice: Dice): Beat => ({
  kind: 'opened',
  afterMs: dice.between(1, 6) * secondMs,
  machine: true,
  userAgent: 'Mozilla/5.0',
  ip: `198.51.100.${Math.floor(dice.between(1, 255))}`,
});

export const clicked = (dice: Dice): Beat => ({
  kind: 'clicked',
  afterMs: dice.between(3, 90) * secondMs,
  machine: false,
  userAgent: dice.pick(browsers),
  ip: homeAddress(dice),
});

export const read = (dice: Dice): Beat => ({ kind: 'read', afterMs: untilLooked(dice), machine: false });

export const deferred = (dice: Dice, attempt: number): Beat => ({
  kind: 'deferred',
  afterMs: (attempt === 1 ? dice.between(0.1, 1) : dice.between(8, 25)) * minuteMs,
  ...dice.pick(delays),
});

export const softBounced = (dice: Dice): Beat => ({
  kind: 'soft_bounced',
  afterMs: dice.between(2, 60) * secondMs,
  reason: '552 5.2.2 The mailbox is full',
  codes: { smtp: '552', enhanced: '5.2.2' },
});

export const hardBounced = (dice: Dice): Beat => ({
  kind: 'hard_bounced',
  afterMs: dice.between(1, 20) * secondMs,
  reason: dice.pick([
    '550 5.1.1 The email account that you tried to reach does not exist',
    '550 5.1.1 User unknown in virtual mailbox table',
    '550 5.1.1 Recipient address rejected: no such mailbox here',
  ]),
  codes: { smtp: '550', enhanced: '5.1.1' },
});

/** A kind that needs no more words, so long after what was before. */
export const after = (afterMs: number, kind: ReportKind): Beat => ({ kind, afterMs });

const homeAddress = (dice: Dice) => `203.0.113.${Math.floor(dice.between(1, 255))}`;

const delays = [
  { reason: '451 4.7.1 Greylisted, please try again later', codes: { smtp: '451', enhanced: '4.7.1' } },
  {
    reason: '421 4.7.0 Too many messages from this address, try again later',
    codes: { smtp: '421', enhanced: '4.7.0' },
  },
  { reason: '452 4.2.2 The mailbox is over its quota', codes: { smtp: '452', enhanced: '4.2.2' } },
];

const browsers = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36',
];
