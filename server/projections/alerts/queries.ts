import { and, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { alerts } from '#db/schema/alerts.ts';
import { DomainError } from '#server/domain/domain-error.ts';
import { cursorOf, sortKeyOf } from '#server/projections/cursor.ts';
import type { AlertRow } from './fold.ts';

/** An alert of which is known what raised it. */
export type Alert = AlertRow & {
  readonly [Name in 'rule' | 'scope' | 'severity' | 'marks' | 'raisedAt']: NonNullable<AlertRow[Name]>;
};

interface Page {
  readonly cursor: string | null;
  readonly limit: number;
}

interface AlertPage {
  readonly alerts: readonly Alert[];
  readonly nextCursor: string | null;
}

/** Few alerts are open at a time, so they are sorted as they are read. */
const severityRank = sql<number>`(case ${alerts.severity} when 'critical' then 1 else 0 end)`;

/** Alerts that are not over: critical ones first, then the newest. Throws DomainError `invalid_cursor`. */
export async function listOpenAlerts(db: Drizzle, { cursor, limit }: Page): Promise<AlertPage> {
  const { raisedAt, alertId, resolvedAt } = alerts;
  const rows = await db
    .select()
    .from(alerts)
    .where(and(isNotNull(raisedAt), isNull(resolvedAt), cursor === null ? undefined : afterOpen(cursor)))
    .orderBy(sql`${severityRank} desc, ${raisedAt} desc, ${alertId} desc`)
    .limit(limit + 1);
  return pageOf(rows, limit, (alert) =>
    cursorOf([alert.raisedAt, `${alert.severity === 'critical' ? 1 : 0} ${alert.alertId}`]),
  );
}

/** Alerts that are over, the one that ended last first. Throws DomainError `invalid_cursor`. */
export async function listResolvedAlerts(db: Drizzle, { cursor, limit }: Page): Promise<AlertPage> {
  const { resolvedAt, raisedAt, alertId } = alerts;
  const key = cursor === null ? null : sortKeyOf(cursor);
  const older =
    key === null ? undefined : sql`(${resolvedAt}, ${alertId}) < (${key[0]}::timestamptz, ${key[1]})`;
  const rows = await db
    .select()
    .from(alerts)
    .where(and(isNotNull(raisedAt), isNotNull(resolvedAt), older))
    .orderBy(sql`${resolvedAt} desc, ${alertId} desc`)
    .limit(limit + 1);
  return pageOf(rows, limit, (alert) => cursorOf([alert.resolvedAt ?? alert.raisedAt, alert.alertId]));
}

/** Throws DomainError `alert_unknown`. */
export async function findAlert(db: Drizzle, alertId: string): Promise<Alert> {
  const [row] = await db
    .select()
    .from(alerts)
    .where(and(eq(alerts.alertId, alertId), isNotNull(alerts.raisedAt)));
  if (row === undefined) throw new DomainError('alert_unknown', 'There is no alert with this id.');
  return asFolded(row);
}

function afterOpen(cursor: string): SQL {
  const [raisedAt, place] = sortKeyOf(cursor);
  const [, rank, alertId] = /^([01]) (.+)$/.exec(place) ?? [];
  if (rank === undefined || alertId === undefined)
    throw new DomainError('invalid_cursor', 'This page of the list does not exist.');
  return sql`(${severityRank}, ${alerts.raisedAt}, ${alerts.alertId}) < (${rank}::int, ${raisedAt}::timestamptz, ${alertId})`;
}

function pageOf(
  rows: readonly (typeof alerts.$inferSelect)[],
  limit: number,
  endOf: (alert: Alert) => string,
): AlertPage {
  const shown = rows.slice(0, limit).map(asFolded);
  const last = shown.at(-1);
  return { alerts: shown, nextCursor: rows.length > limit && last !== undefined ? endOf(last) : null };
}

/** Safe: the fold alone writes this table, and writes what raised an alert together. */
function asFolded(row: typeof alerts.$inferSelect): Alert {
  return row as Alert;
}
