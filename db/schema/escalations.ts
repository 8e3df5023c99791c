import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { readModels } from './read-models.ts';

/**
 * Read model: where the escalation of each notification stands, if it has one. Folded by
 * `server/projections/escalations/`. What a status does not have is null.
 */
export const escalations = readModels.table(
  'escalations',
  {
    notificationId: text('notification_id').primaryKey(),
    status: text('status').notNull(),
    /** What was promised: the first message, the policy with its steps, and when. */
    plan: jsonb('plan'),
    /** Of the steps before the present one, in their order. */
    outcomes: text('outcomes').array().notNull(),
    /** In the currency of the policy's cap; 0 without a cap. */
    spentMicros: bigint('spent_micros', { mode: 'number' }).notNull(),
    /** Watching: the step to be decided next, counted from 0. */
    step: integer('step'),
    /** Watching: the message it watches; null when the step before it sent none. */
    watchedId: text('watched_id'),
    /** Intended, or its outcome unknown: what was to be sent. */
    intent: jsonb('intent'),
    /** Cancelled: what the person did. */
    cancellation: jsonb('cancellation'),
    /** Ended: why. */
    endReason: text('end_reason'),
    /** Watching: the earliest moment at which the time of the step can be up. */
    dueAt: instant('due_at'),
    /** When it came to stand here. */
    changedAt: instant('changed_at').notNull(),
  },
  (table) => [
    index('escalations_due').on(table.dueAt, table.notificationId).where(sql`due_at is not null`),
    index('escalations_status').on(table.status, table.changedAt, table.notificationId),
  ],
);
