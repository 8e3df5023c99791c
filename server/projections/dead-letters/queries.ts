import { desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { deadLetters } from '#db/schema/dead-letters.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { StoredEvent, StoredEventOf } from '#server/domain/stored-event.ts';
import { cursorOf, sortKeyOf } from '#server/projections/cursor.ts';
import type { DeadLetter, DeadLetterState, FailureSignature } from './fold.ts';

/** What a list shows: letters in one state, or all of them. */
export const deadLetterFilters = ['open', 'recovered', 'all'] as const;
export type DeadLetterFilter = (typeof deadLetterFilters)[number];

/** One item, as lists give it. */
export type ListedLetter = DeadLetter;

/** Items that failed alike. `atLeast` is set where counting stopped early. */
export interface DeadLetterGroup extends FailureSignature {
  readonly signature: string;
  readonly firstSeenAt: Instant;
  readonly lastSeenAt: Instant;
  readonly count: number;
  readonly atLeast: boolean;
  /** How many of them nobody could read yet; counting stops early here too. */
  readonly open: number;
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
const statesOf = {
  open: ['open'],
  recovered: ['recovered'],
  all: ['open', 'recovered'],
} as const satisfies Record<DeadLetterFilter, readonly DeadLetterState[]>;

/**
 * The groups that failed most recently, older than the cursor. Throws DomainError `invalid_cursor`.
 * It jumps from one signature to the next in the index, so it costs by the number of groups and not of items.
 */
export async function listDeadLetterGroups(
  db: Drizzle,
  page: Page,
  filter: DeadLetterFilter = 'open',
): Promise<{ readonly groups: readonly DeadLetterGroup[]; readonly nextCursor: string | null }> {
  const key = page.cursor === null ? null : sortKeyOf(page.cursor);
  const older = key
    ? sql`(latest.received_at, s.signature) < (${key[0]}::timestamptz, ${key[1]})`
    : sql`true`;
  const states = stateTable(filter);
  const rows = await db.execute<GroupRow>(sql`
    with recursive walk as (
      select s.state, (select min(d.signature) from ${deadLetters} d where d.state = s.state) as signature
      from ${states} s
      union all
      select w.state, (
        select min(d.signature) from ${deadLetters} d where d.state = w.state and d.signature > w.signature
      ) from walk w where w.signature is not null
    ),
    page as (
      select latest.* from (select distinct signature from walk where signature is not null) s
      cross join lateral (${latestOf(states, sql`s.signature`)}) as latest
      where ${older}
      order by latest.received_at desc, s.signature desc limit ${page.limit + 1}
    )
    ${summaryOf(states, sql`page`)} order by p.received_at desc, p.signature desc`);
  const groups = rows.slice(0, page.limit).map((row) => groupOf(row, filter));
  const last = groups.at(-1);
  const more = rows.length > page.limit && last !== undefined;
  return { groups, nextCursor: more ? cursorOf([last.lastSeenAt, last.signature]) : null };
}

/** One group, whatever became of its letters; null when nothing fails like this, or not any more. */
export async function findDeadLetterGroup(db: Drizzle, signature: string): Promise<DeadLetterGroup | null> {
  const states = stateTable('all');
  const latest = sql`(${latestOf(states, sql`${signature}`)})`;
  const [row] = await db.execute<GroupRow>(summaryOf(states, latest));
  return row === undefined ? null : groupOf(row, 'all');
}

/** The newest items of a group, older than the cursor. Throws DomainError `invalid_cursor`. */
export async function listDeadLetters(
  db: Drizzle,
  signature: string,
  page: Page,
  filter: DeadLetterFilter = 'open',
): Promise<{ readonly letters: readonly ListedLetter[]; readonly nextCursor: string | null }> {
  const key = page.cursor === null ? null : sortKeyOf(page.cursor);
  const older = key ? sql`(d.received_at, d.id) < (${key[0]}::timestamptz, ${key[1]})` : sql`true`;
  // One look into the index for each state: it holds the letters of one in the order that is shown.
  const newest = sql`(
    select newest.id from ${stateTable(filter)} as chosen cross join lateral (
      select d.id from ${deadLetters} d where d.state = chosen.state and d.signature = ${signature} and ${older}
      order by d.received_at desc, d.id desc limit ${page.limit + 1}
    ) as newest
  )`;
  const rows = await db
    .select()
    .from(deadLetters)
    .where(inArray(deadLetters.id, newest))
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
): Promise<{ readonly letter: ListedLetter; readonly payload: DeadLetterPayload } | null> {
  const [row] = await db.select().from(deadLetters).where(eq(deadLetters.id, id)).limit(1);
  if (row === undefined) return null;
  const event = await eventStore.readEvent(id);
  // The read model may hold a try of an item that it has not come to yet.
  if (event?.type !== 'WebhookUnrecognized') return null;
  return { letter: asFolded(row), payload: event.personal };
}

/** Safe: the fold alone writes this table, so its text columns hold what the fold's types say. */
export function asFolded(row: typeof deadLetters.$inferSelect): DeadLetter {
  return row as DeadLetter;
}

interface GroupRow extends Record<string, unknown> {
  readonly signature: string;
  readonly provider: string;
  readonly failure: string;
  readonly adapter_version: number;
  readonly first_seen_at: string;
  readonly last_seen_at: string;
  readonly open: number;
  readonly recovered: number;
}

function stateTable(filter: DeadLetterFilter): SQL {
  const states = statesOf[filter].map((state) => sql`(${state}::text)`);
  return sql`(select column1 as state from (values ${sql.join(states, sql`, `)}) as v)`;
}

/** The newest letter of a group: one look into the index for each state. */
function latestOf(states: SQL, signature: SQL): SQL {
  return sql`
    select newest.* from ${states} as chosen cross join lateral (
      select d.signature, d.provider, d.failure, d.adapter_version, d.received_at from ${deadLetters} d
      where d.state = chosen.state and d.signature = ${signature} order by d.received_at desc limit 1
    ) as newest order by newest.received_at desc limit 1`;
}

/** What `latestOf` found, with the rest that is told of a group. */
function summaryOf(states: SQL, latest: SQL): SQL {
  const count = (state: DeadLetterState) => sql`(
    select count(*) from (
      select from ${deadLetters} d where d.state = ${state} and d.signature = p.signature limit ${COUNT_LIMIT + 1}
    ) as counted
  )::int`;
  return sql`
    select p.signature, p.provider, p.failure, p.adapter_version, p.received_at as last_seen_at, (
      select min(oldest.received_at) from ${states} as chosen cross join lateral (
        select min(d.received_at) as received_at from ${deadLetters} d
        where d.state = chosen.state and d.signature = p.signature
      ) as oldest
    ) as first_seen_at, ${count('open')} as open, ${count('recovered')} as recovered
    from ${latest} as p`;
}

function groupOf(row: GroupRow, filter: DeadLetterFilter): DeadLetterGroup {
  const found = statesOf[filter].reduce((sum, state) => sum + row[state], 0);
  return {
    signature: row.signature,
    provider: row.provider,
    failure: row.failure,
    adapterVersion: row.adapter_version,
    firstSeenAt: new Date(row.first_seen_at).toISOString(),
    lastSeenAt: new Date(row.last_seen_at).toISOString(),
    count: Math.min(found, COUNT_LIMIT),
    atLeast: found > COUNT_LIMIT,
    open: Math.min(row.open, COUNT_LIMIT),
  };
}
