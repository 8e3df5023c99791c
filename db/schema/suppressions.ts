import { sql } from 'drizzle-orm';
import { index, integer, jsonb, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { readModels } from './read-models.ts';

/**
 * Read model: one row per address and channel that a report or a wish spoke of, whether it is suppressed or not.
 * Folded by `server/projections/suppressions/`. Nothing in a row hangs on the policy, which judges where it is read.
 */
export const suppressions = readModels.table(
  'suppressions',
  {
    /** `<channel>/<subject id>`. */
    key: text('key').primaryKey(),
    channel: text('channel').notNull(),
    subjectId: text('subject_id').notNull(),
    /** As it was written; null when nothing named it, and once its person is erased. */
    address: text('address'),
    /** The facts, which can be judged by any rules. */
    cells: jsonb('cells').notNull(),
    /** Whatever speaks against the address, though a policy may say that it is not enough. */
    reasons: text('reasons').array().notNull(),
    /** When the newest fact happened; null for an address that no policy could suppress. */
    lastAt: instant('last_at'),
    /** When the last ground ends whose end no policy decides; the last instant there is for never. */
    fixedUntil: instant('fixed_until'),
    hardBouncedAt: instant('hard_bounced_at'),
    softBouncedAt: instant('soft_bounced_at'),
    /** In a row, as many as are remembered. */
    softBounces: integer('soft_bounces').notNull().default(0),
    /** Status, time and event of the newest report about the address; null before there is one. */
    last: jsonb('last'),
    /** The same of the newest that tells whether the address works. */
    outcome: jsonb('outcome'),
  },
  (table) => [
    // Only addresses that something speaks against are listed, and they are few among all that were written to.
    index('suppressions_key').on(table.key).where(sql`last_at is not null`),
    index('suppressions_newest').on(table.lastAt, table.key).where(sql`last_at is not null`),
    index('suppressions_channel_newest')
      .on(table.channel, table.lastAt, table.key)
      .where(sql`last_at is not null`),
    index('suppressions_reasons').using('gin', table.reasons).where(sql`last_at is not null`),
    index('suppressions_address').on(sql`lower(address) text_pattern_ops`).where(sql`last_at is not null`),
    index('suppressions_subject').on(table.subjectId),
  ],
);
