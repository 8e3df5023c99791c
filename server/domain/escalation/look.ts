import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { smaller } from '#server/domain/message/ordering.ts';
import { type ConditionVerdict, judgeCondition } from './condition.ts';
import type { EscalationData, EscalationEvent } from './events.ts';
import type { EscalationFacts } from './facts.ts';
import { giveUpAtOf } from './give-up.ts';
import { type Seen, seenByPerson } from './seen.ts';
import type { EscalationState, Intended, Watching } from './state.ts';
import { takeStep } from './take-step.ts';
import { watchedMessage } from './watched.ts';

/** Longer than any call of a provider may take, so whoever has not recorded its answer by then never will. */
export const outcomeGraceMs = 10 * 60_000;

/** One event to append, or a moment to wait for; null when there is neither. */
export type Next = EscalationEvent | { readonly wakeAt: Instant } | null;

/** What comes next by the truth as it is at this moment. */
export function nextOfLook(state: EscalationState, facts: EscalationFacts, at: Instant): Next {
  switch (state.status) {
    case 'unplanned':
    case 'cancelled':
    case 'ended':
      return null;
    case 'watching':
      return nextWhileWatching(state, facts, at);
    case 'intended':
    case 'outcome_unknown':
      return nextWhileIntended(state, facts, at);
  }
}

/** That it is known what became of an intent. */
export function settled(
  { intent }: Intended,
  outcome: 'sent' | 'not_sent',
  by: 'report' | 'person',
): EscalationEvent {
  const { notificationId, step, messageId } = intent;
  return {
    type: 'EscalationSettled',
    data: { notificationId, step, messageId, outcome, by },
    personal: null,
  };
}

function nextWhileWatching(state: Watching, facts: EscalationFacts, at: Instant): Next {
  const { plan, step } = state;
  const { policy, notificationId } = plan;
  const giveUpAt = giveUpAtOf(plan);
  const seen = seenByPerson(facts.messages, policy.unknownOpens);
  const over = (reason: EscalationData<'EscalationEnded'>['reason']) =>
    seen === null ? ended({ notificationId, step, reason }) : cancelled(state, seen);
  if (seen?.final) return cancelled(state, seen);
  if (at >= giveUpAt) return over('expired');
  const condition = conditionOf(state, facts, at);
  switch (condition.verdict) {
    case 'over':
      return over(condition.reason);
    case 'open':
      return { wakeAt: smaller(condition.until ?? giveUpAt, giveUpAt) };
    case 'holds': {
      // What may yet prove a machine's does not hold up what is certain, but it does answer a time that ran out.
      if (seen !== null && !condition.certain) return cancelled(state, seen);
      const taken = takeStep(state, condition.because, facts, at);
      return 'putOffUntil' in taken ? { wakeAt: smaller(taken.putOffUntil, giveUpAt) } : taken;
    }
  }
}

function conditionOf(state: Watching, facts: EscalationFacts, at: Instant): ConditionVerdict {
  const step = state.plan.policy.steps[state.step];
  if (step === undefined) throw new RangeError('This step is not in the plan.');
  if (state.watchedId === null) {
    return { verdict: 'holds', because: 'previous_step_not_sent', certain: true };
  }
  return judgeCondition(step, watchedMessage(state, facts), at);
}

/** Any report of a provider settles an intent, even one that comes by webhook after our own record of the call was lost. */
function nextWhileIntended(state: Intended, facts: EscalationFacts, at: Instant): Next {
  const { messageId, intendedAt, notificationId, step } = state.intent;
  const status = facts.messages.find((message) => message.messageId === messageId)?.status ?? 'requested';
  if (status !== 'requested' && status !== 'outcome_unknown') {
    const isNotSent = status === 'skipped' || status === 'failed' || status === 'dropped';
    return settled(state, isNotSent ? 'not_sent' : 'sent', 'report');
  }
  if (state.status === 'outcome_unknown') return null;
  const graceOver = instantFromMs(msFromInstant(intendedAt) + outcomeGraceMs);
  if (at < graceOver) return { wakeAt: graceOver };
  return { type: 'EscalationOutcomeUnknown', data: { notificationId, step, messageId }, personal: null };
}

function cancelled({ plan, step }: Watching, { messageId, seen, rule }: Seen): EscalationEvent {
  const { notificationId } = plan;
  return {
    type: 'EscalationCancelled',
    data: { notificationId, step, messageId, seen, rule },
    personal: null,
  };
}

function ended(data: EscalationData<'EscalationEnded'>): EscalationEvent {
  return { type: 'EscalationEnded', data, personal: null };
}
