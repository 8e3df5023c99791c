import { and, desc, eq, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { deadLetters } from '#db/schema/dead-letters.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { StoredEvent, StoredEventOf } from '#server/domain/stored-event.ts';
import { cursorOf, sortKeyOf } from '#server/projections/cursor.ts';
import type { DeadLetter, DeadLetterState, FailureSignature } from './fold.ts';

/** Open items that failed alike. `atLeast` is set where counting stopped early. */
export interface DeadLetterGroup extends FailureSignature {
  readonly signature: string;
  readonly firstSeenAt: Instant;
  readonly lastSeenAt: Instant;
  readonly count: number;
  readonly atLeast: boolean;
}

/** The item as it was received: JSON, text, or base64 of what was neither. Null once it is erased. */
export type DeadLetterPayload = StoredEventOf<'WebhookUnrecognized'>['personal'];

/** What is needed of an event store. */
interface EventReader {
  readEvent(id: string): Promise<StoredEvent | null>;
}

interface Page {
  /** Null for the first page. */
  readonly cursor: string | null;
  readonly limit: number;
}

const COUNT_LIMIT = 10_000;
const open: DeadLetterState = 'open';

/**
 * The groups that failed most recently, older than the cursor. Throws DomainError `invalid_cursor`.
 * It jumps from one signature to the next in the index, so it costs by the number of groups and not of items.
 */
export async function listDeadLetterGroups(
  db: Drizzle,
  page: Page,
): Promise<{ readonly groups: readonly DeadLetterGroup[]; readonly nextCursor: string | null }> {
  const key = page.cursor === null ? null : sortKeyOf(page.cursor);
  const older = key
    ? sql`(latest.received_at, s.signature) < (${key[0]}::timestamptz, ${key[1]})`
    : sql`true`;
  const rows = await db.execute<GroupRow>(sql`
    with recursive signatures as (
      (select signature from ${deadLetters} where state = ${open} order by signature limit 1)
      union all
      select (select d.signature from ${deadLetters} d where d.state = ${open} and d.signature > s.signature
        order by d.signature limit 1)
      from signatures s where s.signature is not null
    ),
    page as (
      select latest.* from signatures s cross join lateral (
        select d.signature, d.provider, d.failure, d.adapter_version, d.received_at
        from ${deadLetters} d where d.state = ${open} and d.signature = s.signature
        order by d.received_at desc limit 1
      ) as latest
      where ${older}
      order by latest.received_at desc, s.signature desc limit ${page.limit + 1}
    )
    select p.signature, p.provider, p.failure, p.adapter_version, p.received_at as last_seen_at, (
      select min(d.received_at) from ${deadLetters} d where d.state = ${open} and d.signature = p.signature
    ) as first_seen_at, (
      select count(*) from (
        select from ${deadLetters} d where d.state = ${open} and d.signature = p.signature limit ${COUNT_LIMIT + 1}
      ) as counted
    )::int as found
    from page p order by p.received_at desc, p.signature desc`);
  const groups = rows.slice(0, page.limit).map(groupOf);
  const last = groups.at(-1);
  const more = rows.length > page.limit && last !== undefined;
  return { groups, nextCursor: more ? cursorOf([last.lastSeenAt, last.signature]) : null };
}

/** The newest open items of a group, older than the cursor. Throws DomainError `invalid_cursor`. */
export async function listDeadLetters(
  db: Drizzle,
  signature: string,
  page: Page,
): Promise<{ readonly letters: readonly DeadLetter[]; readonly nextCursor: string | null }> {
  const key = page.cursor === null ? null : sortKeyOf(page.cursor);
  const rows = await db
    .select()
    .from(deadLetters)
    .where(
      and(
        eq(deadLetters.state, open),
        eq(deadLetters.signature, signature),
        key
          ? sql`(${deadLetters.receivedAt}, ${deadLetters.id}) < (${key[0]}::timestamptz, ${key[1]})`
          : undefined,
      ),
    )
    .orderBy(desc(deadLetters.receivedAt), desc(deadLetters.id))
    .limit(page.limit + 1);
  const letters = rows.slice(0, page.limit).map(asFolded);
  const last = letters.at(-1);
  const more = rows.length > page.limit && last !== undefined;
  return { letters, nextCursor: more ? cursorOf([last.receivedAt, last.id]) : null };
}

/** One item and what was received, straight from the event store; null for an unknown id. */
export async function findDeadLetter(
  { db, eventStore }: { db: Drizzle; eventStore: EventReader },
  id: string,
): Promise<{ readonly letter: DeadLetter; readonly payload: DeadLetterPayload } | null> {
  const [row] = await db.select().from(deadLetters).where(eq(deadLetters.id, id)).limit(1);
  if (row === undefined) return null;
  const event = await eventStore.readEvent(id);
  // The read model may hold a try of an item that it has not come to yet.
  if (event?.type !== 'WebhookUnrecognized') return null;
  return { letter: asFolded(row), payload: event.personal };
}

/** Which letters a replay takes: a group, whatever became of its letters since; or, without one, all open ones. */
interface Selection {
  readonly signature: string | null;
}

/** How many letters a replay would take now, at most `COUNT_LIMIT` more than a page can show. */
export async function countLettersToReplay(db: Drizzle, { signature }: Selection): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(deadLetters)
    .where(signature === null ? eq(deadLetters.state, open) : eq(deadLetters.signature, signature));
  return row?.count ?? 0;
}

/** Ids of the next letters of a replay, in the order of ids, which trying a letter again does not change. */
export async function lettersToReplay(
  db: Drizzle,
  selection: Selection & { readonly receivedBefore: Instant; readonly after: string; readonly limit: number },
): Promise<readonly string[]> {
  const { signature, receivedBefore, after, limit } = selection;
  const rows = await db
    .select({ id: deadLetters.id })
    .from(deadLetters)
    .where(
      and(
        signature === null ? eq(deadLetters.state, open) : eq(deadLetters.signature, signature),
        sql`${deadLetters.receivedAt} <= ${receivedBefore}::timestamptz`,
        sql`${deadLetters.id} > ${after}`,
      ),
    )
    .orderBy(deadLetters.id)
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** What has become so far of the letters that a replay was the last to try. */
export async function replayProgress(
  db: Drizzle,
  replayId: string,
): Promise<{ readonly read: number; readonly unreadable: number }> {
  const [row] = await db
    .select({
      read: sql<number>`(count(*) filter (where ${deadLetters.state} <> ${open}))::int`,
      unreadable: sql<number>`(count(*) filter (where ${deadLetters.state} = ${open}))::int`,
    })
    .from(deadLetters)
    .where(eq(deadLetters.replayId, replayId));
  return row ?? { read: 0, unreadable: 0 };
}

interface GroupRow extends Record<string, unknown> {
  readonly signature: string;
  readonly provider: string;
  readonly failure: string;
  readonly adapter_version: number;
  readonly first_seen_at: string;
  readonly last_seen_at: string;
  readonly found: number;
}

function groupOf(row: GroupRow): DeadLetterGroup {
  return {
    signature: row.signature,
    provider: row.provider,
    failure: row.failure,
    adapterVersion: row.adapter_version,
    firstSeenAt: new Date(row.first_seen_at).toISOString(),
    lastSeenAt: new Date(row.last_seen_at).toISOString(),
    count: Math.min(row.found, COUNT_LIMIT),
    atLeast: row.found > COUNT_LIMIT,
  };
}

/** Safe: the fold alone writes this table, so its text columns hold what the fold's types say. */
function asFolded(row: typeof deadLetters.$inferSelect): DeadLetter {
  return row as DeadLetter;
}
