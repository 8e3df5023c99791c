import { bigint, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** How far each reaction to events has seen the store. Unlike read models they are not folded, and never start again. */
export const reactions = pgTable('reactions', {
  name: text('name').primaryKey(),
  position: bigint('position', { mode: 'number' }).notNull(),
  /** When it last moved on. */
  updatedAt: instant('updated_at').notNull(),
});
