import { escalationStream } from '#server/domain/escalation/events.ts';
import type { EscalationAction } from '#server/domain/escalation/react.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';

/**
 * Appends what a reaction decided, in its order. False where somebody else decided one of these first: nothing of what
 * followed from it is appended then, and the state is to be loaded and asked again.
 */
export async function appendActions(
  eventStore: Pick<EventStore, 'append'>,
  actions: readonly EscalationAction[],
  actor?: string,
): Promise<boolean> {
  for (const action of actions) {
    if (action.type !== 'append') continue;
    // One by one, since an event may only stand where the one before it does.
    const { appended } = await eventStore.append([eventOf(action, actor)]);
    if (appended === 0) return false;
  }
  return true;
}

function eventOf(
  { source, key, event, at }: EscalationAction & { type: 'append' },
  actor: string | undefined,
): NewEvent {
  return {
    ...event,
    stream: escalationStream(event.data.notificationId),
    subject: null,
    occurredAt: at,
    receivedAt: at,
    source,
    sourceEventId: key,
    fingerprint: ['escalation', key],
    ...(actor === undefined ? {} : { actor }),
  };
}
