import { index, integer, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { readModels } from './read-models.ts';

/** Read model: the last time each silent address was asked whether it is still interested. Folded by `server/projections/sunsets/`. */
export const sunsets = readModels.table(
  'sunsets',
  {
    subjectId: text('subject_id').primaryKey(),
    /** Asked, cancelled, ended or kept. */
    status: text('status').notNull(),
    episode: integer('episode').notNull(),
    notificationId: text('notification_id').notNull(),
    askedAt: instant('asked_at').notNull(),
    graceDays: integer('grace_days').notNull(),
    /** Before it there is nothing to do about somebody who was asked. */
    dueAt: instant('due_at').notNull(),
    /** Null while they may still answer. */
    settledAt: instant('settled_at'),
  },
  (table) => [index('sunsets_status').on(table.status, table.subjectId)],
);
