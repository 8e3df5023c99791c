import { decisions } from '#db/schema/decisions.ts';
import type { SendDecision } from '#server/domain/decision/send-decision.ts';
import { compareRefs, type EventId, refOf } from '#server/domain/event-id.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { StoredEventOf } from '#server/domain/stored-event.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';

type Decided = StoredEventOf<'SendDecided'>;

/**
 * The newest counts: a message held back for the night is decided again. Its checks stay in the event: they are most of
 * it, and few ask for them.
 */
export interface DecisionRow extends Omit<Decided['data'], 'decision'>, Omit<SendDecision, 'checks'> {
  readonly decidedAt: Instant;
  readonly eventId: EventId;
}

/** Answers: was this message sent, and what forbade it? A decision holds nothing personal, so nothing is erased. */
export const decisionsFold: Projection<DecisionRow, 'SendDecided'> = {
  name: 'decisions',
  version: 1,
  table: decisions,
  key: 'messageId',
  handles: ['SendDecided'],
  keysOf: ({ data }) => [data.messageId],
  evolve: (row, event) => {
    const { at, id } = refOf(event);
    if (row !== null && compareRefs({ at: row.decidedAt, id: row.eventId }, { at, id }) >= 0) return row;
    const { decision, ...message } = event.data;
    const { verdict, rule, askAgainAt } = decision;
    return { ...message, verdict, rule, askAgainAt, decidedAt: at, eventId: id };
  },
  erase: null,
};

export const decisionsProjection = defineProjection(decisionsFold);
