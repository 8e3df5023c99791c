import { bigint, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** How far each read model has read the event store. */
export const projections = pgTable('projections', {
  name: text('name').primaryKey(),
  version: integer('version').notNull(),
  position: bigint('position', { mode: 'number' }).notNull(),
  updatedAt: instant('updated_at').notNull(),
});
