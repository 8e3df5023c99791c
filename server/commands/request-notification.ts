import { randomUUID } from 'node:crypto';
import { DomainError } from '#server/domain/domain-error.ts';
import type { Instant } from '#server/domain/instant.ts';
import { decideNotification, type RequestNotification } from '#server/domain/notification/decide.ts';
import { type NotificationPersonal, notificationStream } from '#server/domain/notification/events.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { canonicalJson } from './canonical-json.ts';
import { loadNotification } from './load-notification.ts';
import { type NotificationWish, writtenByCaller } from './notification-wish.ts';
import { personOrAddress } from './person-or-address.ts';
import { reachableChannels } from './reachable-channels.ts';
import type { Outbound } from './send-deps.ts';

export interface AskedBy {
  readonly actor: string;
  readonly at: Instant;
}

export interface RequestAnswer {
  readonly notificationId: string;
  /** False where the same was asked before under the same key. */
  readonly isNew: boolean;
}

/**
 * Records what somebody wants to be told. Resolves once it is durable; whoever calls then signals that there is something
 * to send. Throws DomainError `idempotency_key_reused`, `person_erased`, or `channel_not_set_up` where nothing could carry it.
 */
export async function requestNotification(
  { eventStore, outbound }: { readonly eventStore: EventStore; readonly outbound: Outbound },
  wish: NotificationWish,
  by: AskedBy,
): Promise<RequestAnswer> {
  const event = notificationEvent(eventStore, outbound, wish, by);
  const { notificationId } = event.data;
  const [known, erased] = await Promise.all([isKnown(eventStore, event), erasedPeople(eventStore, [event])]);
  if (known) return { notificationId, isNew: false };
  if (isOfErased(event, erased)) throw new DomainError('person_erased', 'This person was erased.');
  const { appended } = await eventStore.append([event]);
  // Somebody may have used the key in the meantime.
  if (appended === 0) await isKnown(eventStore, event);
  return { notificationId, isNew: appended > 0 };
}

export type Requested = Extract<NewEvent, { readonly type: 'NotificationRequested' }>;

/** The event of a request: the same one for the same key, whoever asks. Throws DomainError `channel_not_set_up`. */
export function notificationEvent(
  { hash }: Pick<EventStore, 'hash'>,
  outbound: Outbound,
  wish: NotificationWish,
  { actor, at }: AskedBy,
): Requested {
  if (reachableChannels(outbound, wish.category, wish.channels).length === 0) {
    throw new DomainError('channel_not_set_up', 'No sender is set up for any of these channels.');
  }
  const { idempotencyKey = randomUUID(), userId, category, template, channels, criticality, value } = wish;
  const { reference, fill, content, addresses, metadata } = wish;
  const { idempotencyKey: _key, ...said } = wish;
  const notificationId = `ntf_${hash('notification', idempotencyKey)}`;
  // Safe: the template's own schema has let nothing but JSON through.
  const filled = fill as NotificationPersonal['fill'];
  return {
    stream: notificationStream(notificationId),
    type: 'NotificationRequested',
    data: {
      notificationId,
      userId: userId ?? null,
      category,
      template: template ?? writtenByCaller,
      channels,
      criticality,
      ...(value === undefined ? {} : { value }),
      contentHash: hash('notification content', canonicalJson(said)),
    },
    personal: {
      idempotencyKey,
      ...(reference === undefined ? {} : { dataReference: reference }),
      ...(filled === undefined ? {} : { fill: filled }),
      ...(content === undefined ? {} : { content }),
      ...(addresses === undefined ? {} : { addresses }),
      ...(metadata === undefined ? {} : { metadata }),
    },
    subject: personOrAddress({ userId: userId ?? null, channels, addresses: addresses ?? {} }),
    occurredAt: at,
    receivedAt: at,
    // One source for everybody, for keys are unique within a source.
    source: 'api',
    sourceEventId: notificationId,
    fingerprint: ['notification', notificationId],
    actor,
  };
}

/** Those among the people named by requests of whom everything was erased, by their user ids. */
export async function erasedPeople(
  { erasedAmong, subjectIdOf }: Pick<EventStore, 'erasedAmong' | 'subjectIdOf'>,
  events: readonly Requested[],
): Promise<ReadonlySet<string>> {
  const userIds = [...new Set(events.flatMap(({ data }) => data.userId ?? []))];
  if (userIds.length === 0) return new Set();
  const bySubject = new Map(userIds.map((value) => [subjectIdOf({ kind: 'user', value }), value]));
  const erased = await erasedAmong([...bySubject.keys()]);
  return new Set([...bySubject].flatMap(([subjectId, userId]) => (erased.has(subjectId) ? [userId] : [])));
}

/** Whether a request names a person among the erased. Who is known by an address alone is skipped when it is sent. */
export function isOfErased({ data }: Requested, erased: ReadonlySet<string>): boolean {
  return data.userId !== null && erased.has(data.userId);
}

/** True when the same was asked before. Throws DomainError `idempotency_key_reused`. */
export async function isKnown(eventStore: EventStore, { data, personal }: Requested): Promise<boolean> {
  const state = await loadNotification(eventStore, data.notificationId);
  const command: RequestNotification = { type: 'RequestNotification', data, personal };
  return decideNotification(command, state).length === 0;
}
