import type { EscalationState, StepOutcome } from '#server/domain/escalation/state.ts';
import type { Escalation } from '#server/projections/escalations/queries.ts';

type StepStanding = StepOutcome | 'next' | 'intended' | 'outcome_unknown' | 'to_come' | 'not_needed';

/** Where an escalation stands, with what was planned. Nothing in it is personal. */
export function escalationView({ notificationId, state, dueAt, changedAt }: Escalation) {
  if (state.status === 'unplanned') return null;
  const { plan, status } = state;
  const { policy, plannedAt, category, template, messageId } = plan;
  return {
    ...{ notificationId, status, category, template, plannedAt, changedAt },
    /** The message that was watched first. */
    messageId,
    policy: { id: policy.policyId, version: policy.version, giveUpAfter: policy.giveUpAfter },
    maxCost: policy.maxCost ?? null,
    spentMicros: state.spentMicros,
    /** Watching: the earliest moment at which the next step can be due. */
    dueAt,
    steps: policy.steps.map(({ when, within, after, send }, step) => ({
      ...{ step, when, within, after, channel: send.channel, template: send.template },
      standing: standingOf(state, step),
    })),
    /** What was decided to be sent, and whose outcome is awaited or unknown. */
    intent: 'intent' in state ? state.intent : null,
    cancellation: 'cancellation' in state ? state.cancellation : null,
    endReason: status === 'ended' ? state.reason : null,
  };
}

function standingOf(state: Exclude<EscalationState, { status: 'unplanned' }>, step: number): StepStanding {
  const outcome = state.outcomes[step];
  if (outcome !== undefined) return outcome;
  const isPresent = step === state.outcomes.length;
  switch (state.status) {
    case 'watching':
      return isPresent ? 'next' : 'to_come';
    case 'intended':
    case 'outcome_unknown':
      return isPresent ? state.status : 'to_come';
    case 'cancelled':
    case 'ended':
      return 'not_needed';
  }
}
