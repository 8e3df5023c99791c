import type { Instant } from '#server/domain/instant.ts';
import type { EscalationData } from './events.ts';

export type EscalationPlan = EscalationData<'EscalationPlanned'> & { readonly plannedAt: Instant };
export type Intent = EscalationData<'EscalationIntended'> & { readonly intendedAt: Instant };

/** What became of a step: sent, not sent although intended, or skipped. */
export type StepOutcome = EscalationData<'EscalationSettled'>['outcome'] | 'skipped';

interface Planned {
  readonly plan: EscalationPlan;
  /** Of the steps before the present one, in their order. */
  readonly outcomes: readonly StepOutcome[];
  /** In the currency of the policy's cap; 0 without a cap. */
  readonly spentMicros: number;
}

/** Where the escalation of one notification stands. */
export type EscalationState =
  | { readonly status: 'unplanned' }
  | (Planned & {
      readonly status: 'watching';
      /** The step to be decided next. */
      readonly step: number;
      /** The message it watches; null when the step before it sent none. */
      readonly watchedId: string | null;
    })
  | (Planned & { readonly status: 'intended'; readonly intent: Intent })
  /** Waits for a report or a person; nothing is sent meanwhile. */
  | (Planned & { readonly status: 'outcome_unknown'; readonly intent: Intent })
  | (Planned & { readonly status: 'cancelled'; readonly cancellation: EscalationData<'EscalationCancelled'> })
  | (Planned & {
      readonly status: 'ended';
      readonly reason: EscalationData<'EscalationEnded'>['reason'] | 'steps_used_up';
    });

export type Watching = Extract<EscalationState, { status: 'watching' }>;
export type Intended = Extract<EscalationState, { status: 'intended' | 'outcome_unknown' }>;

export const unplanned: EscalationState = { status: 'unplanned' };
