import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** How many sign-in links one address or one network asked for in one window of time. */
export const signInLimits = pgTable(
  'sign_in_limits',
  {
    /** Keyed hash: neither address nor IP can be read back. */
    key: text('key').notNull(),
    windowStart: instant('window_start').notNull(),
    count: integer('count').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.key, table.windowStart] }),
    index('sign_in_limits_window').on(table.windowStart),
  ],
);
