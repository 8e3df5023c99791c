import type { Sql } from '#db/client.ts';
import type { Instant } from '#server/domain/instant.ts';
import { notificationStream } from '#server/domain/notification/events.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';

/** A notification that was asked for by email, to somebody with a telephone; nobody sends it. */
export interface ToldNotification {
  readonly notificationId: string;
  readonly email: string;
  readonly category: string;
  readonly template: string;
  readonly at: Instant;
}

type Secrets = Parameters<typeof openEventStore>[1];

/** Appends that these were asked for, as if their mails had been sent by a build that is gone. */
export async function appendToldNotifications(
  sql: Sql,
  secrets: Secrets,
  notifications: readonly ToldNotification[],
): Promise<void> {
  const store: EventStore = openEventStore(sql, secrets);
  await store.append(notifications.map(requested));
}

function requested({ notificationId, email, category, template, at }: ToldNotification): NewEvent {
  return {
    stream: notificationStream(notificationId),
    type: 'NotificationRequested',
    data: {
      ...{ notificationId, userId: null, category, template },
      channels: ['email'],
      criticality: 'normal',
      contentHash: `hash-${notificationId}`,
    },
    personal: {
      idempotencyKey: `key-${notificationId}`,
      addresses: { email, sms: '+15005550006' },
    },
    subject: { kind: 'email', value: email },
    occurredAt: at,
    receivedAt: at,
    source: 'api',
    sourceEventId: `told-${notificationId}`,
    fingerprint: ['told', notificationId],
  };
}
