import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Tokens that signed a webhook whose scheme leaves the events open, each bound to the events it came with. */
export const oneTimeTokens = pgTable(
  'one_time_tokens',
  {
    source: text('source').notNull(),
    /** Keyed hash of the token. */
    token: text('token').notNull(),
    /** Keyed hash of the events. */
    claim: text('claim').notNull(),
    claimedAt: instant('claimed_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.token] }),
    index('one_time_tokens_claimed').on(table.claimedAt),
  ],
);
