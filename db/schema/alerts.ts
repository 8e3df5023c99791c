import { sql } from 'drizzle-orm';
import { index, jsonb, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { readModels } from './read-models.ts';

/**
 * Read model: alerts about how mail fares, one row each. Folded by `server/projections/alerts/`. Null is what was not
 * heard yet, or has not happened. Nothing in it is personal.
 */
export const alerts = readModels.table(
  'alerts',
  {
    alertId: text('alert_id').primaryKey(),
    rule: text('rule'),
    scope: jsonb('scope'),
    /** The worst it came to. */
    severity: text('severity'),
    marks: jsonb('marks'),
    raisedAt: instant('raised_at'),
    worsenedAt: instant('worsened_at'),
    resolvedAt: instant('resolved_at'),
    acknowledgedAt: instant('acknowledged_at'),
    acknowledgedBy: text('acknowledged_by'),
    /** What was counted when it was raised, worsened and resolved. */
    measured: jsonb('measured').notNull(),
    /** The likely cause, as found when it was raised and when it worsened. */
    causes: jsonb('causes').notNull(),
    /** By news and way: what came of telling people. */
    told: jsonb('told').notNull(),
  },
  (table) => [
    index('alerts_open').on(table.raisedAt, table.alertId).where(sql`resolved_at is null`),
    index('alerts_resolved').on(table.resolvedAt, table.alertId).where(sql`resolved_at is not null`),
  ],
);
