import { and, asc, eq, gt, inArray, isNotNull, lte, or, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Drizzle } from '#db/client.ts';
import { escalations } from '#db/schema/escalations.ts';
import { messageLinks } from '#db/schema/message-links.ts';
import { messages } from '#db/schema/messages.ts';
import type { EscalationState } from '#server/domain/escalation/state.ts';
import type { Instant } from '#server/domain/instant.ts';
import { cursorOf, sortKeyOf } from '#server/projections/cursor.ts';
import { type EscalationRow, stateOfRow } from './rows.ts';

/** Where the escalation of one notification stands. */
export interface Escalation {
  readonly notificationId: string;
  readonly state: EscalationState;
  /** Watching: the earliest moment at which the time of the step can be up. A bounce makes it due at once. */
  readonly dueAt: Instant | null;
  /** Since when it stands there. */
  readonly changedAt: Instant;
}

interface Page {
  /** Null for the first page. */
  readonly cursor: string | null;
  readonly limit: number;
}

interface EscalationPage {
  readonly escalations: readonly Escalation[];
  readonly nextCursor: string | null;
}

type PlannedStatus = Exclude<EscalationState['status'], 'unplanned'>;

/** `atLeast` is set where counting stopped early, so that it costs the same at any size of the table. */
interface EscalationCount {
  readonly status: PlannedStatus;
  readonly count: number;
  readonly atLeast: boolean;
}

const COUNT_LIMIT = 1_000;
// Safe: the record must have exactly these statuses as keys.
const plannedStatuses = Object.keys({
  watching: true,
  intended: true,
  outcome_unknown: true,
  cancelled: true,
  ended: true,
} satisfies Record<PlannedStatus, true>) as PlannedStatus[];
const outcomeUnknown: PlannedStatus = 'outcome_unknown';
const intended: PlannedStatus = 'intended';
/** What may still go on. */
const openStatuses: readonly PlannedStatus[] = ['watching', intended, outcomeUnknown];

/** The escalation of a notification; null when none was ever planned. */
export async function escalationOfNotification(
  db: Drizzle,
  notificationId: string,
): Promise<Escalation | null> {
  const [row] = await db
    .select()
    .from(escalations)
    .where(eq(escalations.notificationId, notificationId))
    .limit(1);
  const found = row === undefined ? null : escalationOf(asFolded(row));
  return found === null || found.state.status === 'unplanned' ? null : found;
}

/** Those that wait for their next step, the next due first, later than the cursor. Throws DomainError `invalid_cursor`. */
export async function escalationsAhead(db: Drizzle, page: Page): Promise<EscalationPage> {
  return await oldestFirst(db, isNotNull(escalations.dueAt), 'dueAt', page);
}

/**
 * Those of which nobody can say whether a step was sent, for a person to settle: the longest waiting first, later than
 * the cursor. Throws DomainError `invalid_cursor`.
 */
export async function escalationsToSettle(db: Drizzle, page: Page): Promise<EscalationPage> {
  return await oldestFirst(db, eq(escalations.status, outcomeUnknown), 'changedAt', page);
}

/**
 * Those that somebody should have looked at by `before`: the time of their step can be up, or they were decided to send
 * and nothing is known of it. By id, later than `after`.
 */
export async function overdueEscalations(
  db: Drizzle,
  {
    before,
    after,
    limit,
  }: { readonly before: Instant; readonly after: string | null; readonly limit: number },
): Promise<readonly string[]> {
  const isIntended = and(eq(escalations.status, intended), lte(escalations.changedAt, before));
  const rows = await db
    .select({ id: escalations.notificationId })
    .from(escalations)
    .where(
      and(
        or(lte(escalations.dueAt, before), isIntended),
        after === null ? undefined : gt(escalations.notificationId, after),
      ),
    )
    .orderBy(asc(escalations.notificationId))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Whether anybody waits for anything: false spares whoever would tell them the reading. */
export async function hasOpenEscalations(db: Drizzle): Promise<boolean> {
  const [row] = await db
    .select({ id: escalations.notificationId })
    .from(escalations)
    .where(inArray(escalations.status, openStatuses))
    .limit(1);
  return row !== undefined;
}

/** The notifications that these messages, by any of their ids, belong to and whose escalation is open. */
export async function openEscalationsOf(
  db: Drizzle,
  messageIds: readonly string[],
): Promise<readonly string[]> {
  if (messageIds.length === 0) return [];
  const rows = await db.execute<{ id: string }>(sql`
    select distinct e.notification_id as id
    from unnest(${sql.param(messageIds)}::text[]) as heard (id)
    left join ${messageLinks} l on l.alias = heard.id and l.message_id is not null
    join ${messages} m on m.message_id = coalesce(l.message_id, heard.id)
    join ${escalations} e on e.notification_id = m.notification_id
    where e.status = any(${sql.param(openStatuses)}::text[])`);
  return rows.map(({ id }) => id);
}

/** How many escalations stand at each status. */
export async function countEscalations(db: Drizzle): Promise<readonly EscalationCount[]> {
  // One branch a status, for its own plan: a walk of the whole table finds ended ones soon, and open ones late.
  const branches = plannedStatuses.map(
    (status) => sql`(select ${status}::text as status, (
      select count(*) from (
        select from ${escalations} where ${escalations.status} = ${status} limit ${COUNT_LIMIT + 1}
      ) as counted
    )::int as found)`,
  );
  const rows = await db.execute<{ status: PlannedStatus; found: number }>(
    sql.join(branches, sql` union all `),
  );
  const found = new Map(rows.map((row) => [row.status, row.found]));
  return plannedStatuses.map((status) => {
    const count = found.get(status) ?? 0;
    return { status, count: Math.min(count, COUNT_LIMIT), atLeast: count > COUNT_LIMIT };
  });
}

async function oldestFirst(
  db: Drizzle,
  matches: SQL,
  sortedBy: 'dueAt' | 'changedAt',
  { cursor, limit }: Page,
): Promise<EscalationPage> {
  const column: PgColumn = escalations[sortedBy];
  const key = cursor === null ? null : sortKeyOf(cursor);
  const later = key
    ? sql`(${column}, ${escalations.notificationId}) > (${key[0]}::timestamptz, ${key[1]})`
    : sql`true`;
  const rows = await db
    .select()
    .from(escalations)
    .where(sql`${matches} and ${later}`)
    .orderBy(asc(column), asc(escalations.notificationId))
    .limit(limit + 1);
  const found = rows.slice(0, limit).map((row) => escalationOf(asFolded(row)));
  const last = found.at(-1);
  const sortedAt = last?.[sortedBy] ?? null;
  const more = rows.length > limit && last !== undefined && sortedAt !== null;
  return { escalations: found, nextCursor: more ? cursorOf([sortedAt, last.notificationId]) : null };
}

function escalationOf(row: EscalationRow): Escalation {
  const { notificationId, dueAt, changedAt } = row;
  return { notificationId, state: stateOfRow(row), dueAt, changedAt };
}

/** Safe: the fold alone writes this table, so its text and JSON columns hold what the fold's types say. */
function asFolded(row: typeof escalations.$inferSelect): EscalationRow {
  return row as EscalationRow;
}
