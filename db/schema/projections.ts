import { bigint, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** How far each read model has read the event store: the live one, and the one a rebuild is making. */
export const projections = pgTable(
  'projections',
  {
    name: text('name').notNull(),
    /** `live` or `next`. */
    slot: text('slot').notNull(),
    version: integer('version').notNull(),
    position: bigint('position', { mode: 'number' }).notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.slot] })],
);
