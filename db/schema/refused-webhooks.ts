import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Security log: requests that were refused, counted by hour. It names nobody and holds nothing that was sent. */
export const refusedWebhooks = pgTable(
  'refused_webhooks',
  {
    hour: instant('hour').notNull(),
    provider: text('provider').notNull(),
    code: text('code').notNull(),
    /** Keyed hash of the caller's network: tells one caller from another, not who they are. */
    origin: text('origin').notNull(),
    count: integer('count').notNull(),
    firstAt: instant('first_at').notNull(),
    lastAt: instant('last_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.hour, table.provider, table.code, table.origin] }),
    index('refused_webhooks_newest').on(table.lastAt, table.origin),
  ],
);
