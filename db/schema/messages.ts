import { bigint, boolean, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Read model: one row per message, as the reports about it say. Folded by `server/projections/messages/`. */
export const messages = pgTable(
  'messages',
  {
    messageId: text('message_id').primaryKey(),
    subjectId: text('subject_id'),
    channel: text('channel').notNull(),
    provider: text('provider').notNull(),
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
    /** The second axis: `none`, `opened` or `clicked`, counting people only. */
    engagement: text('engagement').notNull(),
    humanOpens: integer('human_opens').notNull(),
    machineOpens: integer('machine_opens').notNull(),
    clicks: integer('clicks').notNull(),
    firstAt: instant('first_at').notNull(),
    lastAt: instant('last_at').notNull(),
    /** Earliest time and number of distinct events of each kind of report. */
    times: jsonb('times').notNull(),
    counts: jsonb('counts').notNull(),
    /** Positions of the events folded into this row: makes the fold a set union, so a replay changes nothing. */
    positions: bigint('positions', { mode: 'number' }).array().notNull(),
    erased: boolean('erased').notNull(),
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
  ],
);
