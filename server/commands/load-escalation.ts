import { type EscalationFact, escalationEvents, escalationStream } from '#server/domain/escalation/events.ts';
import { foldEscalation } from '#server/domain/escalation/evolve.ts';
import type { EscalationState } from '#server/domain/escalation/state.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { EventStore } from '#server/event-store/event-store.ts';

/** Where the escalation of a notification stands, as the store knows it at present. */
export async function loadEscalation(
  eventStore: Pick<EventStore, 'readStream'>,
  notificationId: string,
): Promise<EscalationState> {
  const events = await eventStore.readStream(escalationStream(notificationId));
  return foldEscalation(events.filter(isEscalationEvent));
}

export function isEscalationEvent<E extends Pick<StoredEvent, 'type'>>(
  event: E,
): event is Extract<E, { type: EscalationFact['type'] }> {
  return Object.hasOwn(escalationEvents, event.type);
}
