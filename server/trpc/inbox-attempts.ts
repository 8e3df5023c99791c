import type { Instant } from '#server/domain/instant.ts';
import { smallerKnown } from '#server/domain/message/ordering.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { judgeVisit } from '#server/domain/message/visit-verdict.ts';
import type { Attempt } from '#server/projections/inbox/queries.ts';

/** What became of one way to reach a person, as far as it concerns them. */
export type ReachState =
  | 'waiting'
  | 'held_back'
  | 'held_until'
  | 'sent'
  | 'unknown'
  | 'delayed'
  | 'delivered'
  | 'seen'
  | 'complained'
  | 'returned'
  | 'returned_for_now'
  | 'failed';

/** One channel of an entry in the list. */
export interface Reach {
  readonly channel: Channel;
  readonly state: ReachState;
}

/** What became of an attempt, and when it came to that. */
export function reachOf(attempt: Attempt): { readonly state: ReachState; readonly at: Instant } {
  const { status, statusAt } = attempt;
  const seenAt = seenAtOf(attempt);
  if (seenAt !== null && status !== 'complained') return { state: 'seen', at: seenAt };
  return { state: stateOfStatus[status], at: statusAt };
}

const stateOfStatus = {
  requested: 'waiting',
  skipped: 'held_back',
  outcome_unknown: 'unknown',
  accepted: 'sent',
  sent: 'sent',
  deferred: 'delayed',
  soft_bounced: 'returned_for_now',
  dropped: 'failed',
  failed: 'failed',
  delivered: 'delivered',
  hard_bounced: 'returned',
  complained: 'complained',
} as const satisfies Record<Attempt['status'], ReachState>;

/** When the person themselves first saw it there, as far as anybody can tell them from programs. */
export function seenAtOf(attempt: Attempt): Instant | null {
  const visits = attempt.visits
    .filter((visit) => judgeVisit(visit, attempt).verdict === 'human')
    .map(({ at }) => at);
  return visits.reduce<Instant | null>(smallerKnown, attempt.times.converted ?? null);
}

/** When it left us, by the first word from outside. */
export function sentAtOf({ times }: Attempt): Instant | null {
  return [times.accepted, times.sent, times.delivered].reduce<Instant | null>(
    (first, at) => smallerKnown(first, at ?? null),
    null,
  );
}

/** The channels of an entry in the list, each with its newest attempt; those without one wait. */
export function reachesOf(
  channels: readonly Channel[],
  attempts: readonly Attempt[],
  isWaiting: boolean,
): readonly Reach[] {
  const newest = new Map(attempts.map((attempt) => [attempt.channel, reachOf(attempt).state]));
  const unheard = channels.filter((channel) => !newest.has(channel));
  return [
    ...[...newest].map(([channel, state]) => ({ channel, state })),
    ...(isWaiting ? unheard.map((channel) => ({ channel, state: 'waiting' }) as const) : []),
  ];
}
