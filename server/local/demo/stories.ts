import type { Channel, ReportKind } from '#server/domain/message/report.ts';
import {
  type Answer,
  after,
  arrived,
  type Beat,
  clicked,
  dayMs,
  deferred,
  delivered,
  handedOver,
  hardBounced,
  hourMs,
  minuteMs,
  opened,
  prefetched,
  read,
  secondMs,
  softBounced,
} from './beats.ts';
import type { Dice } from './dice.ts';

/** One message of a story and what becomes of it. */
export interface Letter {
  /** How long after the one before it is sent. */
  readonly afterMs: number;
  readonly beats: readonly Beat[];
  readonly answers?: readonly Answer[];
  /** Tells the same notification over another channel. */
  readonly elsewhere?: true;
  /** So long ago it was sent, and only now the provider tells of it. */
  readonly toldLateMs?: number;
}

/** What happens between a product and one person. */
export interface Story {
  readonly name: string;
  /** A provider whose webhooks cannot carry these cannot tell it. */
  readonly tells: readonly ReportKind[];
  /** Where such a thing happens, the likeliest first. */
  readonly channels: readonly Channel[];
  /** How often it happens, compared with the others. */
  readonly weight: number;
  /** Messages it has. */
  readonly size: number;
  readonly category?: 'security' | 'marketing';
  readonly hasAnswers?: true;
  letters(dice: Dice): readonly Letter[];
}

const anywhere: readonly Channel[] = ['email', 'sms', 'in_app'];
const onPhones: readonly Channel[] = ['sms', 'in_app', 'email'];
const written: readonly Channel[] = ['email', 'sms'];
const mail: readonly Channel[] = ['email'];

const one = (beats: readonly Beat[], more: Partial<Letter> = {}): readonly Letter[] => [
  { afterMs: 0, beats, ...more },
];
const later = (afterMs: number, beats: readonly Beat[]): Letter => ({ afterMs, beats });

const heard: readonly Story[] = [
  {
    ...{ name: 'arrived', tells: ['delivered'], channels: anywhere, weight: 240, size: 1 },
    letters: (dice) => one(arrived(dice)),
  },
  {
    ...{
      name: 'opened',
      tells: ['delivered', 'opened'],
      channels: ['email', 'in_app'],
      weight: 280,
      size: 1,
    },
    letters: (dice) => one([...arrived(dice), opened(dice)]),
  },
  {
    ...{ name: 'clicked', tells: ['opened', 'clicked'], channels: ['email', 'in_app'], weight: 120, size: 1 },
    letters: (dice) => one([...arrived(dice), opened(dice), clicked(dice)]),
  },
  {
    ...{ name: 'read', tells: ['read'], channels: onPhones, weight: 120, size: 1 },
    letters: (dice) => one([...arrived(dice), read(dice)]),
  },
  {
    ...{ name: 'opened by a machine', tells: ['opened'], channels: mail, weight: 80, size: 1 },
    letters: (dice) => one([...arrived(dice), prefetched(dice)]),
  },
  {
    ...{
      name: 'opened by a machine, then by a person',
      tells: ['opened'],
      channels: mail,
      weight: 40,
      size: 1,
    },
    letters: (dice) => one([...arrived(dice), prefetched(dice), opened(dice), clicked(dice)]),
  },
  {
    // Nobody looks at the first message, so the second goes another way.
    ...{
      name: 'told twice',
      tells: ['delivered'],
      channels: mail,
      weight: 40,
      size: 2,
      category: 'security',
    },
    letters: (dice) => [
      ...one(arrived(dice)),
      { ...later(15 * minuteMs, [...arrived(dice), read(dice)]), elsewhere: true },
    ],
  },
];

const slow: readonly Story[] = [
  {
    ...{ name: 'deferred', tells: ['deferred', 'delivered'], channels: written, weight: 35, size: 1 },
    letters: (dice) =>
      one([...handedOver(dice), deferred(dice, 1), deferred(dice, 2), delivered(dice), opened(dice)]),
  },
  {
    ...{ name: 'told out of order', tells: ['delivered', 'opened'], channels: mail, weight: 15, size: 1 },
    letters: (dice) => {
      const toldAfterMs = dice.between(6, 7) * hourMs;
      return one([...handedOver(dice), { ...delivered(dice), toldAfterMs }, opened(dice)]);
    },
  },
  {
    ...{ name: 'told days late', tells: ['delivered'], channels: written, weight: 8, size: 1 },
    letters: (dice) => one([...arrived(dice), opened(dice)], { toldLateMs: dice.between(2, 4) * dayMs }),
  },
];

const lost: readonly Story[] = [
  {
    ...{ name: 'gone', tells: ['hard_bounced', 'dropped'], channels: written, weight: 10, size: 2 },
    letters: (dice) => [
      ...one([...handedOver(dice), hardBounced(dice)]),
      later(dice.between(1, 4) * hourMs, [after(secondMs, 'dropped')]),
    ],
  },
  {
    ...{ name: 'bounced', tells: ['hard_bounced'], channels: written, weight: 4, size: 1 },
    letters: (dice) => one([...handedOver(dice), hardBounced(dice)]),
  },
  {
    ...{ name: 'bounced hours after it was delivered', tells: ['delivered', 'hard_bounced'], channels: mail },
    ...{ weight: 2, size: 1 },
    letters: (dice) =>
      one([...arrived(dice), { ...hardBounced(dice), afterMs: dice.between(3, 8) * hourMs }]),
  },
  {
    // As many in a row as the policy bears.
    ...{ name: 'mailbox stayed full', tells: ['soft_bounced'], channels: written, weight: 4, size: 5 },
    letters: (dice) =>
      [0, 1, 2, 3, 4].map((n) =>
        later(n === 0 ? 0 : dice.between(1.2, 2.4) * hourMs, [...handedOver(dice), softBounced(dice)]),
      ),
  },
  {
    ...{ name: 'mailbox was full for a while', tells: ['soft_bounced', 'delivered'], channels: written },
    ...{ weight: 6, size: 3 },
    letters: (dice) => [
      ...one([...handedOver(dice), softBounced(dice)]),
      later(2 * hourMs, [...handedOver(dice), softBounced(dice)]),
      later(3 * hourMs, [...arrived(dice), opened(dice)]),
    ],
  },
  {
    ...{ name: 'answered by an out-of-office', tells: ['delivered', 'soft_bounced'], channels: mail },
    ...{ weight: 6, size: 1 },
    letters: (dice) => one([...arrived(dice), { ...softBounced(dice), afterMs: 3 * minuteMs }]),
  },
  {
    ...{ name: 'not sent', tells: ['dropped'], channels: written, weight: 4, size: 1 },
    letters: () => one([after(secondMs, 'dropped')]),
  },
  {
    ...{ name: 'our own fault', tells: ['failed'], channels: anywhere, weight: 4, size: 1 },
    letters: () => one([after(secondMs, 'failed')]),
  },
];

const unwelcome: readonly Story[] = [
  {
    ...{ name: 'complained', tells: ['delivered', 'complained'], channels: mail, weight: 4, size: 1 },
    category: 'marketing',
    letters: (dice) =>
      one([...arrived(dice), opened(dice), after(dice.between(1, 20) * minuteMs, 'complained')]),
  },
  {
    ...{ name: 'unsubscribed', tells: ['delivered', 'unsubscribed'], channels: mail, weight: 9, size: 1 },
    category: 'marketing',
    letters: (dice) =>
      one([...arrived(dice), opened(dice), after(dice.between(0.2, 5) * minuteMs, 'unsubscribed')]),
  },
  {
    ...{ name: 'unsubscribed and came back', tells: ['unsubscribed', 'resubscribed'], channels: mail },
    ...{ weight: 2, size: 1, category: 'marketing' },
    letters: (dice) =>
      one([
        ...arrived(dice),
        after(dice.between(5, 50) * minuteMs, 'unsubscribed'),
        after(dice.between(1, 4) * hourMs, 'resubscribed'),
      ]),
  },
];

const answered: readonly Story[] = [
  {
    ...{ name: 'wrote STOP', tells: ['delivered'], channels: ['sms'], weight: 3, size: 1, hasAnswers: true },
    letters: (dice) =>
      one(arrived(dice), { answers: [{ wish: 'stop', text: 'STOP', afterMs: 4 * minuteMs }] }),
  },
  {
    ...{ name: 'wrote STOP and START', tells: ['delivered'], channels: ['sms'], weight: 2, size: 1 },
    hasAnswers: true,
    letters: (dice) =>
      one(arrived(dice), {
        answers: [
          { wish: 'stop', text: 'Stop', afterMs: 4 * minuteMs },
          { wish: 'start', text: 'START', afterMs: 2 * hourMs },
        ],
      }),
  },
  {
    ...{ name: 'wrote HELP', tells: ['delivered'], channels: ['sms'], weight: 3, size: 1, hasAnswers: true },
    letters: (dice) =>
      one(arrived(dice), {
        answers: [
          { wish: 'help', text: 'HELP', afterMs: 3 * minuteMs },
          { wish: 'none', text: 'Thanks, found it', afterMs: 9 * minuteMs },
        ],
      }),
  },
];

/** Everything that can happen in a day. */
export const stories: readonly Story[] = [...heard, ...slow, ...lost, ...unwelcome, ...answered];
