import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** How often a provider sent again what was stored already. */
export const eventDuplicates = pgTable(
  'event_duplicates',
  {
    source: text('source').notNull(),
    sourceEventId: text('source_event_id').notNull(),
    fingerprint: text('fingerprint').notNull(),
    times: integer('times').notNull(),
    lastAt: instant('last_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.sourceEventId] }),
    index('event_duplicates_fingerprint').on(table.fingerprint),
  ],
);
