import { escalations } from '#db/schema/escalations.ts';
import { durationMs } from '#server/domain/escalation/duration.ts';
import { type EscalationEvent, escalationEvents } from '#server/domain/escalation/events.ts';
import { evolveEscalation } from '#server/domain/escalation/evolve.ts';
import { type EscalationState, unplanned } from '#server/domain/escalation/state.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { smaller } from '#server/domain/message/ordering.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';
import { type EscalationRow, rowOfState, stateOfRow } from './rows.ts';

/**
 * Answers: where does the escalation of this notification stand, and what is still to come? One writer appends each
 * event after reading those before it, so a stream's order is that of what happened and needs no other.
 */
export const escalationsFold: Projection<EscalationRow, EscalationEvent['type']> = {
  name: 'escalations',
  version: 1,
  table: escalations,
  key: 'notificationId',
  // Safe: the keys of the table of events are exactly its event types.
  handles: Object.keys(escalationEvents) as EscalationEvent['type'][],
  keysOf: ({ data }) => [data.notificationId],
  evolve: (row, event, key) => {
    const before = row === null ? unplanned : stateOfRow(row);
    const after = evolveEscalation(before, event);
    if (row !== null && after === before) return row;
    const changedAt = event.occurredAt;
    return rowOfState(key, after, { dueAt: dueAt(before, after, changedAt), changedAt });
  },
  erase: null,
};

export const escalationsProjection = defineProjection(escalationsFold);

/**
 * The earliest moment at which the time of the step can be up. The step's time counts from a report on the message it
 * watches, which no event of the escalation tells, but which comes after that message was planned or intended.
 */
function dueAt(before: EscalationState, after: EscalationState, at: Instant): Instant | null {
  if (after.status !== 'watching') return null;
  const { plannedAt, policy } = after.plan;
  const giveUpAt = later(plannedAt, policy.giveUpAfter);
  // Without a message to watch, the step is due at once.
  const within = after.watchedId === null ? undefined : policy.steps[after.step]?.within;
  if (within === undefined) return smaller(at, giveUpAt);
  const sentAfter = 'intent' in before ? before.intent.intendedAt : plannedAt;
  return smaller(later(sentAfter, within), giveUpAt);
}

function later(at: Instant, duration: string): Instant {
  return instantFromMs(msFromInstant(at) + durationMs(duration));
}
