import { bigint, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** How far each read model has read the event store: the live rows, those a rebuild is making, those it replaced. */
export const projections = pgTable(
  'projections',
  {
    name: text('name').notNull(),
    /** `live`, `next` or `old`. */
    slot: text('slot').notNull(),
    version: integer('version').notNull(),
    position: bigint('position', { mode: 'number' }).notNull(),
    /** When it last read on; of replaced rows, when they were replaced. */
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.slot] })],
);
