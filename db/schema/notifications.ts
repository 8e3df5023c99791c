import { sql } from 'drizzle-orm';
import { boolean, index, jsonb, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { readModels } from './read-models.ts';

/** Read model: what was asked to be told, one row per notification. Folded by `server/projections/notifications/`. */
export const notifications = readModels.table(
  'notifications',
  {
    notificationId: text('notification_id').primaryKey(),
    /** As the installation names its people; null where an address is told and nobody named. */
    userId: text('user_id'),
    /** The same person, as the event store knows them. */
    subjectId: text('subject_id'),
    category: text('category').notNull(),
    template: text('template').notNull(),
    /** In the caller's order of preference. */
    channels: jsonb('channels').notNull().default([]),
    criticality: text('criticality').notNull(),
    /** What is at stake, in millionths of a currency; null where the caller did not say. */
    value: jsonb('value'),
    /** As the caller gave it; null once the person is erased. */
    idempotencyKey: text('idempotency_key'),
    /** Where the host keeps what the template is filled with; null when not given, and once the person is erased. */
    dataReference: text('data_reference'),
    requestedAt: instant('requested_at').notNull(),
    /** The key or person who asked, where that is known. */
    requestedBy: text('requested_by'),
    eventId: text('event_id').notNull(),
    erased: boolean('erased').notNull(),
  },
  (table) => [
    index('notifications_newest').on(table.requestedAt, table.notificationId),
    index('notifications_user_newest').on(table.userId, table.requestedAt, table.notificationId),
    // Callers choose these two, and a hash has room for a text of any length.
    index('notifications_idempotency_key').using('hash', table.idempotencyKey),
    index('notifications_reference_newest')
      .on(sql`hashtextextended(data_reference, 0)`, table.requestedAt, table.notificationId)
      .where(sql`data_reference is not null`),
    index('notifications_subject').on(table.subjectId),
  ],
);
