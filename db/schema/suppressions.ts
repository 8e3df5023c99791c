import { sql } from 'drizzle-orm';
import { index, jsonb, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { readModels } from './read-models.ts';

/**
 * Read model: one row per address and channel that a report or a wish spoke of, whether it is suppressed or not.
 * Folded by `server/projections/suppressions/`.
 */
export const suppressions = readModels.table(
  'suppressions',
  {
    /** `<channel>/<subject id>`. */
    key: text('key').primaryKey(),
    channel: text('channel').notNull(),
    subjectId: text('subject_id').notNull(),
    /** As it was written in a report; null when none named it, and once its person is erased. */
    address: text('address'),
    /** The facts, which can be judged by any rules. */
    cells: jsonb('cells').notNull(),
    /** What the default policy makes of them, including what has expired since. Empty for an open address. */
    reasons: text('reasons').array().notNull(),
    /** By reason, the instant at which its last suppression ends; null for never. */
    ends: jsonb('ends').notNull(),
    /** The earliest that counts; null for an open address. */
    since: instant('since'),
    /** The last end of all; null for never, and for an open address. */
    expiresAt: instant('expires_at'),
  },
  (table) => [
    // Only suppressed addresses are listed, and they are few among all that were ever written to.
    index('suppressions_newest').on(table.since, table.key).where(sql`since is not null`),
    index('suppressions_channel_newest')
      .on(table.channel, table.since, table.key)
      .where(sql`since is not null`),
    index('suppressions_reasons').using('gin', table.reasons).where(sql`since is not null`),
    index('suppressions_address').on(sql`lower(address) text_pattern_ops`).where(sql`since is not null`),
    index('suppressions_subject').on(table.subjectId),
  ],
);
