import { bigint, index, jsonb, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { readModels } from './read-models.ts';

/** Read model: who did what, one row per deed. Folded by `server/projections/audit/`. Nothing in it is personal. */
export const audit = readModels.table(
  'audit',
  {
    /** The event's id, the same in every copy of the store. */
    id: text('id').primaryKey(),
    /** Where the event store has the event. */
    position: bigint('position', { mode: 'number' }).notNull(),
    /** When it is said to have been done, and when the database learnt of it. */
    at: instant('occurred_at').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    /** A person's id or a key's; null for a deed that nobody put their name to. */
    actor: text('actor'),
    /** By which way it came in: `admin`, `api`, `user`, `import` and so on. */
    source: text('source').notNull(),
    action: text('action').notNull(),
    targetKind: text('target_kind').notNull(),
    targetId: text('target_id').notNull(),
    details: jsonb('details').notNull(),
  },
  (table) => [
    index('audit_newest').on(table.recordedAt, table.position),
    index('audit_actor_newest').on(table.actor, table.recordedAt, table.position),
    index('audit_action_newest').on(table.action, table.recordedAt, table.position),
    index('audit_target_newest').on(table.targetId, table.recordedAt, table.position),
  ],
);
