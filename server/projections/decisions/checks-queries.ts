import type { SendDecision } from '#server/domain/decision/send-decision.ts';
import { type EventId, refOf } from '#server/domain/event-id.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { DecisionRow } from './fold.ts';

/** Can be explained as it stands: with every check that was made, in order, passed or not. */
export interface CheckedDecision extends DecisionRow, SendDecision {}

/** What is needed of an event store. */
interface EventReader {
  readEvents(ids: readonly EventId[]): Promise<readonly StoredEvent[]>;
}

/**
 * The same decisions in the same order, with the checks from the events that they were made by, all read at once.
 * Throws when the store lacks one of these events, as where it was restored to a time before its read models.
 */
export async function withChecks(
  eventStore: EventReader,
  decisions: readonly DecisionRow[],
): Promise<readonly CheckedDecision[]> {
  const events = await eventStore.readEvents(decisions.map(({ eventId }) => eventId));
  const checksOf = new Map<EventId, SendDecision['checks']>();
  for (const event of events) {
    if (event.type === 'SendDecided') checksOf.set(refOf(event).id, event.data.decision.checks);
  }
  return decisions.map((decision) => {
    const checks = checksOf.get(decision.eventId);
    if (checks === undefined) {
      throw new Error(
        `There is no decision ${decision.eventId} in the store: rebuild the read model decisions.`,
      );
    }
    return { ...decision, checks };
  });
}
