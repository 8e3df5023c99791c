import type { SendRule } from '#server/domain/decision/send-decision.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { smallerKnown } from '#server/domain/message/ordering.ts';
import { reportKinds } from '#server/domain/message/report.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import { durationMs } from './duration.ts';
import type { StepCause } from './events.ts';
import type { EscalationStep } from './policy.ts';

export type ConditionVerdict =
  /** `certain`: known for sure and at once, rather than because a time ran out. */
  | { readonly verdict: 'holds'; readonly because: StepCause; readonly certain: boolean }
  /** Undecided; null while even the time to wait for is unknown. */
  | { readonly verdict: 'open'; readonly until: Instant | null }
  | { readonly verdict: 'over'; readonly reason: 'not_needed' | 'held_back' };

/** Whether a step's condition holds at a moment. `watched` is undefined while nothing is known of the message. */
export function judgeCondition(
  step: EscalationStep,
  watched: MessageState | undefined,
  at: Instant,
): ConditionVerdict {
  if (watched === undefined) return { verdict: 'open', until: null };
  if (watched.status === 'skipped' && !isUnreachable(watched.skipReason)) {
    return { verdict: 'over', reason: 'held_back' };
  }
  const deadline = deadlineOf(step, watched);
  const lost = lossOf(watched);
  if (lost !== null) {
    const isTooLate = step.when === 'bounced' && deadline !== null && watched.statusAt > deadline;
    return isTooLate
      ? { verdict: 'over', reason: 'not_needed' }
      : { verdict: 'holds', because: lost, certain: true };
  }
  if (deadline === null || at < deadline) return { verdict: 'open', until: deadline };
  const because = afterDeadline(step, watched);
  return because === null
    ? { verdict: 'over', reason: 'not_needed' }
    : { verdict: 'holds', because, certain: false };
}

/** What is true once the time is up. A soft bounce waits for it, since a delivery may yet outrank it. */
function afterDeadline({ when }: EscalationStep, watched: MessageState): StepCause | null {
  switch (when) {
    case 'bounced':
      return watched.status === 'soft_bounced' ? 'soft_bounced' : null;
    case 'not_delivered':
      return watched.status === 'delivered' ? null : 'not_delivered_in_time';
    case 'not_opened':
      return 'not_opened_in_time';
  }
}

/** When the step's time is up; null while what it counts from has not happened. A message that may be over counts too. */
function deadlineOf(step: EscalationStep, message: MessageState): Instant | null {
  const start = step.after === 'delivered' ? (message.times.delivered ?? null) : acceptedAt(message);
  const from = start ?? (mayBeOver(step, message) ? message.statusAt : null);
  return from === null ? null : instantFromMs(msFromInstant(from) + durationMs(step.within));
}

/**
 * Nobody may ever hear more of it: it came back for now, or the answer of its provider was lost, so that it may never have
 * gone out. That second one may still come back, which a step that asks for bounces waits for.
 */
function mayBeOver({ when }: EscalationStep, { status }: MessageState): boolean {
  return status === 'soft_bounced' || (status === 'outcome_unknown' && when !== 'bounced');
}

/** The earliest thing heard from outside: who reports more than the acceptance must have accepted before. */
function acceptedAt({ times }: MessageState): Instant | null {
  return reportKinds.reduce<Instant | null>((first, kind) => smallerKnown(first, times[kind] ?? null), null);
}

/** Why the message will never arrive, if that is certain already. */
function lossOf({ status }: MessageState): StepCause | null {
  switch (status) {
    case 'hard_bounced':
    case 'dropped':
    case 'failed':
      return status;
    case 'skipped':
      return 'not_reachable';
    case 'requested':
    case 'outcome_unknown':
    case 'accepted':
    case 'sent':
    case 'deferred':
    case 'soft_bounced':
    case 'delivered':
    case 'complained':
      return null;
  }
}

/** Skipped because this address cannot be reached, which is the very case another channel is for. */
function isUnreachable(reason: SendRule | null): boolean {
  return reason === 'no_address' || reason === 'suppressed';
}
