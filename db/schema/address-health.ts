import { index, jsonb, text } from 'drizzle-orm/pg-core';
import { readModels } from './read-models.ts';

/**
 * Read model: what the reports about one address on one channel say of it, whoever it belongs to.
 * Folded by `server/projections/address-health/`.
 */
export const addressHealth = readModels.table(
  'address_health',
  {
    /** `<channel>/<subject id>`. */
    key: text('key').primaryKey(),
    channel: text('channel').notNull(),
    subjectId: text('subject_id').notNull(),
    /** Status, time and event of the newest report. */
    last: jsonb('last').notNull(),
    /** The same of the newest that tells whether the address works; null before there is one. */
    outcome: jsonb('outcome'),
  },
  (table) => [index('address_health_subject').on(table.subjectId, table.channel)],
);
