import { type Instant, latest } from '#server/domain/instant.ts';
import { daysLater, leastMails, monthsBefore, type SunsetPolicy } from './policy.ts';
import type { SunsetState } from './state.ts';

/** What is known of an address at the moment it is judged. */
export interface SunsetFacts {
  /** Of the first message it ever got; null where there is none. */
  readonly knownSince: Instant | null;
  /** When marketing mails were sent to it. */
  readonly mailsAt: readonly Instant[];
  /** The latest sign of a person: an open, click or receipt that is no machine's, a conversion, an answer, a wish. */
  readonly lastSignAt: Instant | null;
  /** Marketing may be sent to it now. */
  readonly mayBeAsked: boolean;
  /** When the mail that asked was sent; null where it was not, or came back. */
  readonly askSentAt: Instant | null;
  /** Silence keeps it out of marketing now. */
  readonly isOut: boolean;
}

export type SunsetVerdict =
  | 'nothing'
  | 'ask'
  | 'end'
  | 'cancel'
  /** There was a sign of a person since they were asked, or somebody lifted it by hand since it ended. */
  | 'keep_engaged'
  | 'keep_lifted';

/** What is to be done about an address now. Whoever shows a sign of life is never asked and never taken out. */
export function judgeSunset(
  state: SunsetState,
  facts: SunsetFacts,
  policy: SunsetPolicy,
  at: Instant,
): SunsetVerdict {
  switch (state.status) {
    case 'unasked':
      return isSilent(facts, policy, at) ? 'ask' : 'nothing';
    case 'kept': {
      const lastSignAt = latest(facts.lastSignAt, state.settledAt);
      return isSilent({ ...facts, lastSignAt }, policy, at) ? 'ask' : 'nothing';
    }
    case 'cancelled':
      // Not at once again, or a mailbox that takes no mail would be asked every day.
      if (at < daysLater(state.settledAt, state.graceDays)) return 'nothing';
      return isSilent(facts, policy, at) ? 'ask' : 'nothing';
    case 'asked':
      return judgeAsked(state, facts, policy, at);
    case 'ended':
      if (isSince(facts.lastSignAt, state.settledAt)) return 'keep_engaged';
      return facts.isOut ? 'nothing' : 'keep_lifted';
  }
}

function judgeAsked(
  { askedAt, graceDays }: Extract<SunsetState, { status: 'asked' }>,
  { lastSignAt, askSentAt }: SunsetFacts,
  { enabled }: SunsetPolicy,
  at: Instant,
): SunsetVerdict {
  if (isSince(lastSignAt, askedAt)) return 'keep_engaged';
  if (at < daysLater(askedAt, graceDays)) return 'nothing';
  if (askSentAt === null) return 'cancel';
  return enabled && at >= daysLater(askSentAt, graceDays) ? 'end' : 'nothing';
}

function isSilent(facts: SunsetFacts, { enabled, months }: SunsetPolicy, at: Instant): boolean {
  const since = monthsBefore(at, months);
  const mails = facts.mailsAt.filter((sent) => sent >= since && sent <= at).length;
  return (
    enabled &&
    facts.mayBeAsked &&
    facts.knownSince !== null &&
    facts.knownSince <= since &&
    mails >= leastMails &&
    !isSince(facts.lastSignAt, since)
  );
}

/** A sign of the very moment counts: in doubt for the person. */
function isSince(sign: Instant | null, moment: Instant): boolean {
  return sign !== null && sign >= moment;
}
