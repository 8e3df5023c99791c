import { decisionStream } from '#server/domain/decision/events.ts';
import type { Instant } from '#server/domain/instant.ts';
import { messageStream } from '#server/domain/message/events.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { NotificationPersonal, NotificationRequest } from '#server/domain/notification/events.ts';
import { messageIdOf } from '#server/domain/notification/message-id.ts';
import type { StoredEvent, StoredEventOf } from '#server/domain/stored-event.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { loadNotification } from './load-notification.ts';

/** One attempt to tell a notification. */
export interface MessageToSend {
  readonly notificationId: string;
  readonly channel: Channel;
  /** 0 for what was asked for, n for the n-th step of its escalation. */
  readonly attempt: number;
  /** Null for the notification's own. */
  readonly template: string | null;
}

/** A message with all that is known of it now. */
export interface KnownMessage {
  readonly messageId: string;
  readonly toSend: MessageToSend;
  readonly request: NotificationRequest;
  readonly personal: NotificationPersonal;
  readonly requestedAt: Instant;
  /** What it is told by. */
  readonly template: string;
  readonly events: readonly StoredEvent[];
  readonly decisions: readonly StoredEventOf<'SendDecided'>[];
}

/** Reads the present truth. Null where nobody asked for the notification, or its person is erased: nothing can be told. */
export async function loadMessage(
  eventStore: EventStore,
  toSend: MessageToSend,
): Promise<KnownMessage | null> {
  const { notificationId, channel, attempt } = toSend;
  const messageId = messageIdOf(notificationId, channel, attempt);
  const [notification, decided] = await Promise.all([
    loadNotification(eventStore, notificationId),
    eventStore.readStream(decisionStream(messageId)),
  ]);
  // Afterwards: whoever sees a decision must see what followed from it too, or would decide as if it were another turn.
  const events = await eventStore.readStream(messageStream(messageId));
  if (notification.status === 'unrequested' || notification.personal === null) return null;
  const { request, personal, requestedAt } = notification;
  return {
    messageId,
    toSend,
    request,
    personal,
    requestedAt,
    template: toSend.template ?? request.template,
    events,
    decisions: decided.filter((event) => event.type === 'SendDecided'),
  };
}

/** What every event of ours about sending shares: the same one, whoever writes it and how often. */
export function engineEvent(id: string, at: Instant) {
  return {
    occurredAt: at,
    receivedAt: at,
    source: 'engine',
    sourceEventId: id,
    fingerprint: ['engine', id],
  } as const;
}

/** What a message's own events say of it. */
export function attemptData({ messageId, toSend, request, template }: KnownMessage) {
  const { notificationId, channel, attempt } = toSend;
  return { messageId, notificationId, channel, category: request.category, template, attempt };
}
