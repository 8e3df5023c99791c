import type { EscalationData } from '#server/domain/escalation/events.ts';
import type {
  EscalationPlan,
  EscalationState,
  Intent,
  StepOutcome,
} from '#server/domain/escalation/state.ts';
import { unplanned } from '#server/domain/escalation/state.ts';
import type { Instant } from '#server/domain/instant.ts';

type Ended = Extract<EscalationState, { status: 'ended' }>;

/** When something is to be expected and when something happened last. */
interface Times {
  /** Watching: the earliest moment at which the time of the step can be up; null else. */
  readonly dueAt: Instant | null;
  readonly changedAt: Instant;
}

/** The state, flat: what its status does not have is null. */
export interface EscalationRow extends Times {
  readonly notificationId: string;
  readonly status: EscalationState['status'];
  readonly plan: EscalationPlan | null;
  readonly outcomes: readonly StepOutcome[];
  readonly spentMicros: number;
  readonly step: number | null;
  readonly watchedId: string | null;
  readonly intent: Intent | null;
  readonly cancellation: EscalationData<'EscalationCancelled'> | null;
  readonly endReason: Ended['reason'] | null;
}

/** The row of a state; `stateOfRow` makes the same state of it again. */
export function rowOfState(
  notificationId: string,
  state: EscalationState,
  { dueAt, changedAt }: Times,
): EscalationRow {
  const nothing = {
    notificationId,
    status: state.status,
    plan: null,
    outcomes: [],
    spentMicros: 0,
    step: null,
    watchedId: null,
    intent: null,
    cancellation: null,
    endReason: null,
    dueAt,
    changedAt,
  };
  if (state.status === 'unplanned') return nothing;
  const { plan, outcomes, spentMicros } = state;
  const planned = { ...nothing, plan, outcomes, spentMicros };
  switch (state.status) {
    case 'watching':
      return { ...planned, step: state.step, watchedId: state.watchedId };
    case 'intended':
    case 'outcome_unknown':
      return { ...planned, intent: state.intent };
    case 'cancelled':
      return { ...planned, cancellation: state.cancellation };
    case 'ended':
      return { ...planned, endReason: state.reason };
  }
}

/** The state a row was made of. Throws for a row that `rowOfState` cannot have made. */
export function stateOfRow(row: EscalationRow): EscalationState {
  const { status, outcomes, spentMicros, watchedId } = row;
  if (status === 'unplanned') return unplanned;
  const planned = { plan: held(row, 'plan'), outcomes, spentMicros };
  switch (status) {
    case 'watching':
      return { ...planned, status, step: held(row, 'step'), watchedId };
    case 'intended':
    case 'outcome_unknown':
      return { ...planned, status, intent: held(row, 'intent') };
    case 'cancelled':
      return { ...planned, status, cancellation: held(row, 'cancellation') };
    case 'ended':
      return { ...planned, status, reason: held(row, 'endReason') };
  }
}

function held<Column extends keyof EscalationRow>(
  row: EscalationRow,
  column: Column,
): NonNullable<EscalationRow[Column]> {
  const value = row[column];
  if (value === null)
    throw new Error(`the escalation of ${row.notificationId} is ${row.status} without ${column}`);
  return value;
}
