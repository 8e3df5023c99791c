import { notificationStream } from '#server/domain/notification/events.ts';
import { evolveNotification } from '#server/domain/notification/evolve.ts';
import { type NotificationState, unrequested } from '#server/domain/notification/state.ts';
import type { EventStore } from '#server/event-store/event-store.ts';

/** What was asked for under an id, as the store knows it at present. */
export async function loadNotification(
  eventStore: Pick<EventStore, 'readStream'>,
  notificationId: string,
): Promise<NotificationState> {
  const events = await eventStore.readStream(notificationStream(notificationId));
  return events
    .filter((event) => event.type === 'NotificationRequested')
    .reduce<NotificationState>(evolveNotification, unrequested);
}
