import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, jsonb, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { readModels } from './read-models.ts';

/**
 * Read model: one row per message under its canonical id, as everything heard under any of its ids says together.
 * Folded by `server/projections/messages/`.
 */
export const messages = readModels.table(
  'messages',
  {
    messageId: text('message_id').primaryKey(),
    subjectId: text('subject_id'),
    /** Null for a message that was not sent through us. */
    notificationId: text('notification_id'),
    channel: text('channel').notNull(),
    /** Null as long as nobody outside has spoken of it. */
    provider: text('provider'),
    providerMessageId: text('provider_message_id'),
    /** Null once the person is erased. */
    recipient: text('recipient'),
    subjectLine: text('subject_line'),
    category: text('category'),
    template: text('template'),
    /** The highest-ranked report, and what that report said. */
    status: text('status').notNull(),
    statusAt: instant('status_at').notNull(),
    statusReason: text('status_reason'),
    statusCodes: jsonb('status_codes'),
    skipReason: text('skip_reason'),
    /** The second axis: the strongest thing that a person did. */
    engagement: text('engagement').notNull(),
    humanOpens: integer('human_opens').notNull(),
    machineOpens: integer('machine_opens').notNull(),
    clicks: integer('clicks').notNull(),
    // Defaults, so that a build from before these columns can still write while it is being replaced.
    reads: integer('reads').notNull().default(0),
    /** Millionths by currency. */
    convertedValue: jsonb('converted_value').notNull().default({}),
    /** The earliest and the latest opens, clicks and receipts, to be judged by their times. */
    visits: jsonb('visits').notNull().default([]),
    firstAt: instant('first_at').notNull(),
    lastAt: instant('last_at').notNull(),
    /** Earliest time and number of distinct events of each kind of report. */
    times: jsonb('times').notNull(),
    counts: jsonb('counts').notNull(),
    /** Positions of the events folded into this row: makes the fold a set union, so a replay changes nothing. */
    positions: bigint('positions', { mode: 'number' }).array().notNull(),
    erased: boolean('erased').notNull(),
    /** What was heard under each id, for a message that is known by several. A part can move to another message. */
    parts: jsonb('parts'),
  },
  (table) => [
    // Ascending, because a page is read backwards: `desc` in drizzle's index and in its query order nulls differently.
    index('messages_newest').on(table.firstAt, table.messageId),
    index('messages_status_newest').on(table.status, table.firstAt, table.messageId),
    // `text_pattern_ops` serves `like 'abc%'` as well as `=`, whatever the database's collation.
    index('messages_recipient').on(table.recipient.op('text_pattern_ops'), table.firstAt, table.messageId),
    index('messages_provider_message').on(table.providerMessageId.op('text_pattern_ops')),
    index('messages_id_prefix').on(table.messageId.op('text_pattern_ops')),
    index('messages_subject').on(table.subjectId),
    // What others sent to an address; what we sent stands in its person's inbox as a notification.
    index('messages_foreign_newest')
      .on(table.subjectId, table.firstAt, table.messageId)
      .where(sql`notification_id is null`),
    index('messages_notification').on(table.notificationId),
  ],
);
