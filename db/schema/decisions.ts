import { index, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { readModels } from './read-models.ts';

/**
 * Read model: the newest decision whether to send each message, without its checks, which stand in the event. Folded by
 * `server/projections/decisions/`.
 */
export const decisions = readModels.table(
  'decisions',
  {
    messageId: text('message_id').primaryKey(),
    /** Null for a message that belongs to no notification. */
    notificationId: text('notification_id'),
    channel: text('channel').notNull(),
    category: text('category').notNull(),
    /** When it was decided, and by which event. */
    decidedAt: instant('decided_at').notNull(),
    eventId: text('event_id').notNull(),
    verdict: text('verdict').notNull(),
    /** The first rule that forbids sending; null where none does. */
    rule: text('rule'),
    askAgainAt: instant('ask_again_at'),
  },
  (table) => [index('decisions_notification').on(table.notificationId, table.decidedAt, table.messageId)],
);
