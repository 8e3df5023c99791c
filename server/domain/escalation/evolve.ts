import type { EscalationData, EscalationFact } from './events.ts';
import { type EscalationState, type Intended, type StepOutcome, unplanned, type Watching } from './state.ts';

/** An event that does not belong to where the escalation stands changes nothing: it was read before, or came too late. */
export function evolveEscalation(state: EscalationState, event: EscalationFact): EscalationState {
  switch (event.type) {
    case 'EscalationPlanned':
      return state.status === 'unplanned' ? planned(event) : state;
    case 'EscalationIntended':
    case 'EscalationStepSkipped':
    case 'EscalationCancelled':
    case 'EscalationEnded':
      return state.status === 'watching' && state.step === event.data.step ? decided(state, event) : state;
    case 'EscalationOutcomeUnknown':
      return state.status === 'intended' && isAwaited(state, event.data.step)
        ? { ...state, status: 'outcome_unknown' }
        : state;
    case 'EscalationSettled':
      return isAwaited(state, event.data.step) ? settled(state, event.data) : state;
  }
}

/** The state that the whole stream leaves. */
export function foldEscalation(events: readonly EscalationFact[]): EscalationState {
  return events.reduce(evolveEscalation, unplanned);
}

function planned(event: EscalationFact & { type: 'EscalationPlanned' }): EscalationState {
  return {
    status: 'watching',
    plan: { ...event.data, plannedAt: event.occurredAt },
    outcomes: [],
    spentMicros: 0,
    step: 0,
    watchedId: event.data.messageId,
  };
}

type Decision = EscalationFact & {
  type: 'EscalationIntended' | 'EscalationStepSkipped' | 'EscalationCancelled' | 'EscalationEnded';
};

function decided(state: Watching, event: Decision): EscalationState {
  const { plan, outcomes, spentMicros } = state;
  switch (event.type) {
    case 'EscalationIntended': {
      const intent = { ...event.data, intendedAt: event.occurredAt };
      const spent = spentMicros + countedMicros(state, event.data);
      return { status: 'intended', plan, outcomes, spentMicros: spent, intent };
    }
    case 'EscalationStepSkipped':
      return stepOn(state, state.step, 'skipped', null);
    case 'EscalationCancelled':
      return { status: 'cancelled', plan, outcomes, spentMicros, cancellation: event.data };
    case 'EscalationEnded':
      return { status: 'ended', plan, outcomes, spentMicros, reason: event.data.reason };
  }
}

function settled(state: Intended, { outcome }: EscalationData<'EscalationSettled'>): EscalationState {
  const { intent } = state;
  if (outcome === 'sent') return stepOn(state, intent.step, 'sent', intent.messageId);
  const spentMicros = state.spentMicros - countedMicros(state, intent);
  return stepOn({ ...state, spentMicros }, intent.step, 'not_sent', null);
}

/** A cap counts its own currency; a step in another is refused before it comes to this. */
function countedMicros(
  { plan }: Watching | Intended,
  { price }: EscalationData<'EscalationIntended'>,
): number {
  return price !== null && price.currency === plan.policy.maxCost?.currency ? price.amountMicros : 0;
}

function stepOn(
  state: Watching | Intended,
  step: number,
  outcome: StepOutcome,
  watchedId: string | null,
): EscalationState {
  const { plan, spentMicros } = state;
  const outcomes = [...state.outcomes, outcome];
  return step + 1 < plan.policy.steps.length
    ? { status: 'watching', plan, outcomes, spentMicros, step: step + 1, watchedId }
    : { status: 'ended', plan, outcomes, spentMicros, reason: 'steps_used_up' };
}

function isAwaited(state: EscalationState, step: number): state is Intended {
  const isIntended = state.status === 'intended' || state.status === 'outcome_unknown';
  return isIntended && state.intent.step === step;
}
