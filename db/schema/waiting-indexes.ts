import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

/**
 * Indexes that tables of read models are without while they are filled from nothing, and get once they have caught up.
 * Written by functions with the owner's rights alone, for they execute what is here.
 */
export const waitingIndexes = pgTable(
  'waiting_indexes',
  {
    /** `live` or `next`. */
    slot: text('slot').notNull(),
    tableName: text('table_name').notNull(),
    /** The statement that makes it. */
    definition: text('definition').notNull(),
  },
  (table) => [primaryKey({ columns: [table.slot, table.definition] })],
);
