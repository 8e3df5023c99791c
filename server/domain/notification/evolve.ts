import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { NotificationEvent } from './events.ts';
import type { NotificationState } from './state.ts';

export type StoredNotificationEvent = StoredEvent<NotificationEvent>;

/** The first request stands; the store's unique keys keep others out, and so does this. */
export function evolveNotification(
  state: NotificationState,
  event: StoredNotificationEvent,
): NotificationState {
  switch (event.type) {
    case 'NotificationRequested': {
      if (state.status === 'requested') return state;
      const { data, personal, occurredAt } = event;
      return { status: 'requested', request: data, personal, requestedAt: occurredAt };
    }
  }
}
