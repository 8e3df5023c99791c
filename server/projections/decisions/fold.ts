import { decisions } from '#db/schema/decisions.ts';
import type { SendDecision } from '#server/domain/decision/send-decision.ts';
import { compareRefs, type EventId, refOf } from '#server/domain/event-id.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { StoredEventOf } from '#server/domain/stored-event.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';

type Decided = StoredEventOf<'SendDecided'>;

/** Can be explained as it stands. The newest counts: a message held back for the night is decided again. */
export interface DecisionRow extends Omit<Decided['data'], 'decision'>, SendDecision {
  readonly decidedAt: Instant;
  readonly eventId: EventId;
}

/** Answers: why was this message sent, or not? Checks hold nothing personal, so nothing is erased. */
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
    return { ...message, ...decision, decidedAt: at, eventId: id };
  },
  erase: null,
};

export const decisionsProjection = defineProjection(decisionsFold);
