import type { Told } from './told.ts';

export const recipients = ['unopened', 'opened', 'machine-open', 'bounce', 'stop'] as const;
export type Recipient = (typeof recipients)[number];

/** How a notification ended for its person. */
interface Ending {
  readonly end: 'texted' | 'seen' | 'not texted' | 'texted twice' | 'nothing yet';
  /** What made the text message go out, what the person did, or why it was not sent. */
  readonly why: string | null;
}

interface Role {
  /** The name before the `@` that the sandbox knows. */
  readonly mailbox: string;
  readonly title: string;
  /** How it has to end, with every reason that will do. */
  readonly promise: { readonly end: Ending['end']; readonly why: readonly string[] };
  readonly alsoNeeds?: { readonly words: string; isThere(told: Told): boolean };
  /** The verdict when it was kept. */
  readonly kept: (wait: string) => string;
  /** People in the sandbox take their time, so a wait that is to be cut short must be longer. */
  readonly leastWaitSeconds?: number;
  readonly writesStop?: true;
}

export const roles: Readonly<Record<Recipient, Role>> = {
  unopened: {
    mailbox: 'unopened',
    title: 'a mail arrives and nobody opens it',
    promise: { end: 'texted', why: ['not_opened_in_time'] },
    kept: (wait) =>
      `The mail arrived and was not opened within ${wait}: one text message went out and arrived.`,
  },
  opened: {
    mailbox: 'opened',
    title: 'a mail arrives and a person opens it in time',
    promise: { end: 'seen', why: ['opened'] },
    kept: (wait) => `A person opened the mail within ${wait}: no text message was sent.`,
    leastWaitSeconds: 20,
  },
  'machine-open': {
    mailbox: 'machine-open',
    title: 'a mail arrives and only a program opens it',
    promise: { end: 'texted', why: ['not_opened_in_time'] },
    alsoNeeds: { words: 'a machine opened the mail', isThere: wasOpenedByMachine },
    kept: () =>
      'Only a machine opened the mail, which does not count: one text message went out and arrived.',
  },
  bounce: {
    mailbox: 'bounce',
    title: 'a mail bounces',
    promise: { end: 'texted', why: ['hard_bounced'] },
    kept: () => 'The mail bounced: one text message went out without any wait and arrived.',
  },
  stop: {
    mailbox: 'unopened',
    title: 'a mail arrives, nobody opens it, and the person wrote STOP meanwhile',
    promise: { end: 'not texted', why: ['suppressed', 'opted_out'] },
    kept: () => 'The mail was not opened, and the person wrote STOP meanwhile: no text message was sent.',
    writesStop: true,
  },
};

/** Null when what happened is what the recipient's name promises, else what was to be and what was. */
export function brokenPromise(recipient: Recipient, told: Told): string | null {
  const { promise, alsoNeeds } = roles[recipient];
  const { end, why } = endingOf(told);
  const isKept = end === promise.end && why !== null && promise.why.includes(why);
  if (!isKept) {
    return `It was to end as "${promise.end}" (${promise.why.join(' or ')}), but it is "${end}"${why === null ? '' : ` (${why})`}.`;
  }
  if (alsoNeeds !== undefined && !alsoNeeds.isThere(told)) return `Nobody heard that ${alsoNeeds.words}.`;
  return null;
}

function endingOf({ text, escalation }: Told): Ending {
  const requests = text?.timeline.filter(({ type }) => type === 'requested').length ?? 0;
  if (requests > 1) return { end: 'texted twice', why: null };
  const because = escalation.find(({ type }) => type === 'intended')?.because ?? null;
  if (text !== null) {
    const hasArrived = text.timeline.some(({ type }) => type === 'delivered');
    return { end: hasArrived ? 'texted' : 'nothing yet', why: because };
  }
  const closed = escalation.find(({ type }) => ['cancelled', 'skipped', 'ended'].includes(type));
  if (closed === undefined) return { end: 'nothing yet', why: null };
  return closed.type === 'cancelled'
    ? { end: 'seen', why: closed.seen }
    : { end: 'not texted', why: closed.reason };
}

function wasOpenedByMachine({ mail }: Told): boolean {
  return mail.timeline.some(({ type, machine }) => type === 'opened' && machine === 'likely_machine');
}
