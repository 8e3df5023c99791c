import { and, asc, desc, eq, gte, lt, not, notExists, type SQL, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { decisions } from '#db/schema/decisions.ts';
import { notifications } from '#db/schema/notifications.ts';
import type { Instant } from '#server/domain/instant.ts';
import { cursorOf, sortKeyOf } from '#server/projections/cursor.ts';
import type { NotificationRow } from './fold.ts';

interface Page {
  /** Null for the first page. */
  readonly cursor: string | null;
  readonly limit: number;
}

interface NotificationPage {
  readonly notifications: readonly NotificationRow[];
  /** Where the next, older page starts; null at the end. */
  readonly nextCursor: string | null;
}

/** One notification; null for an id nobody asked for. */
export async function findNotification(db: Drizzle, notificationId: string): Promise<NotificationRow | null> {
  const [row] = await db
    .select()
    .from(notifications)
    .where(eq(notifications.notificationId, notificationId))
    .limit(1);
  return row === undefined ? null : asFolded(row);
}

/**
 * The notification asked for under a caller's key, the earliest should there be several. Null for a key that was never
 * used, and for one whose person is erased.
 */
export async function notificationOfKey(
  db: Drizzle,
  idempotencyKey: string,
): Promise<NotificationRow | null> {
  const [row] = await db
    .select()
    .from(notifications)
    .where(eq(notifications.idempotencyKey, idempotencyKey))
    .orderBy(notifications.requestedAt, notifications.notificationId)
    .limit(1);
  return row === undefined ? null : asFolded(row);
}

/** All notifications, the newest first, older than the cursor. Throws DomainError `invalid_cursor`. */
export async function listNotifications(db: Drizzle, page: Page): Promise<NotificationPage> {
  return newestFirst(db, undefined, page);
}

/** What we were asked to tell a person, the newest first. Throws DomainError `invalid_cursor`. */
export async function notificationsOfPerson(
  db: Drizzle,
  userId: string,
  page: Page,
): Promise<NotificationPage> {
  return newestFirst(db, eq(notifications.userId, userId), page);
}

/**
 * Those asked for with a host's reference, the newest first; without those whose person is erased.
 * Throws DomainError `invalid_cursor`.
 */
export async function notificationsOfReference(
  db: Drizzle,
  dataReference: string,
  page: Page,
): Promise<NotificationPage> {
  // The index holds the hash; texts that share it are told apart by themselves.
  const matches = sql`hashtextextended(${notifications.dataReference}, 0) = hashtextextended(${dataReference}, 0)
    and ${notifications.dataReference} = ${dataReference}`;
  return newestFirst(db, matches, page);
}

/**
 * Those asked for from one moment to another of which no message was decided, the oldest first. What was asked before
 * channels were named has nothing to decide, and neither has that of an erased person.
 */
export async function listUndecided(
  db: Drizzle,
  { from, to, limit }: { readonly from: Instant; readonly to: Instant; readonly limit: number },
): Promise<readonly string[]> {
  const { notificationId, requestedAt, channels, erased } = notifications;
  const decided = db
    .select({ one: sql`1` })
    .from(decisions)
    .where(eq(decisions.notificationId, notificationId));
  const rows = await db
    .select({ notificationId })
    .from(notifications)
    .where(
      and(
        gte(requestedAt, from),
        lt(requestedAt, to),
        not(erased),
        sql`${channels} <> '[]'::jsonb`,
        notExists(decided),
      ),
    )
    .orderBy(asc(requestedAt), asc(notificationId))
    .limit(limit);
  return rows.map((row) => row.notificationId);
}

async function newestFirst(
  db: Drizzle,
  matches: SQL | undefined,
  { cursor, limit }: Page,
): Promise<NotificationPage> {
  const key = cursor === null ? null : sortKeyOf(cursor);
  const { requestedAt, notificationId } = notifications;
  const older = key && sql`(${requestedAt}, ${notificationId}) < (${key[0]}::timestamptz, ${key[1]})`;
  const rows = await db
    .select()
    .from(notifications)
    .where(and(matches, older ?? undefined))
    .orderBy(desc(requestedAt), desc(notificationId))
    .limit(limit + 1);
  const found = rows.slice(0, limit).map(asFolded);
  const last = found.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    notifications: found,
    nextCursor: more ? cursorOf([last.requestedAt, last.notificationId]) : null,
  };
}

/** Safe: the fold alone writes this table, so its text and JSON columns hold what the fold's types say. */
function asFolded(row: typeof notifications.$inferSelect): NotificationRow {
  return row as NotificationRow;
}
