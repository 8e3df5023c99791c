import { notifications } from '#db/schema/notifications.ts';
import { compareRefs, type EventId, refOf } from '#server/domain/event-id.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Money } from '#server/domain/money.ts';
import type { StoredEventOf } from '#server/domain/stored-event.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';

type Requested = StoredEventOf<'NotificationRequested'>;
type Asked = Pick<
  Requested['data'],
  'notificationId' | 'userId' | 'category' | 'template' | 'channels' | 'criticality'
>;

/** What was asked for; what became of it is said by its messages, and over which channels by its decisions. */
export interface NotificationRow extends Asked {
  readonly subjectId: string | null;
  readonly value: Money | null;
  /** Null once the person is erased; the notification is still found by its id, a keyed hash of this. */
  readonly idempotencyKey: string | null;
  /** Null when the caller gave none, and once the person is erased. */
  readonly dataReference: string | null;
  readonly requestedAt: Instant;
  readonly requestedBy: string | null;
  readonly eventId: EventId;
  readonly erased: boolean;
}

/** Answers: what were we asked to tell this person, and what is known of this key or reference of the host's? */
export const notificationsFold: Projection<NotificationRow, 'NotificationRequested'> = {
  name: 'notifications',
  version: 2,
  table: notifications,
  key: 'notificationId',
  handles: ['NotificationRequested'],
  keysOf: ({ data }) => [data.notificationId],
  // The store takes one request a key. Were there two, the earlier would stand, whichever is read first.
  evolve: (row, event) => {
    if (row === null) return requested(event);
    const order = compareRefs(refOf(event), { at: row.requestedAt, id: row.eventId });
    // The same event read again after an erasure has lost what it said of the person, and so must the row.
    const forgets = order === 0 && event.erased && !row.erased;
    return order < 0 || forgets ? requested(event) : row;
  },
  erase: (row) => (row.erased ? row : { ...row, idempotencyKey: null, dataReference: null, erased: true }),
};

export const notificationsProjection = defineProjection(notificationsFold);

function requested(event: Requested): NotificationRow {
  const { notificationId, userId, category, template, channels, criticality, value } = event.data;
  const { at, id } = refOf(event);
  return {
    notificationId,
    userId,
    subjectId: event.subjectId,
    category,
    template,
    channels,
    criticality,
    value: value ?? null,
    idempotencyKey: event.personal?.idempotencyKey ?? null,
    dataReference: event.personal?.dataReference ?? null,
    requestedAt: at,
    requestedBy: event.actor,
    eventId: id,
    erased: event.erased,
  };
}
