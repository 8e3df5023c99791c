import { desc, inArray, type SQL, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { messageLinks } from '#db/schema/message-links.ts';
import { messages } from '#db/schema/messages.ts';
import type { MessageStatus } from '#server/domain/message/status.ts';
import { cursorOf, sortKeyOf } from '#server/projections/cursor.ts';
import type { MessageRow } from './fold.ts';
import { branchesOf, type MessageFilter, matchesOf } from './search.ts';

export type { MessageFilter } from './search.ts';

export interface MessagePage {
  readonly rows: readonly MessageSummary[];
  /** Where the next, older page starts; null at the end. */
  readonly nextCursor: string | null;
}

/** `atLeast` is set where counting stopped early, so that it costs the same at any size of the table. */
export interface StatusCount {
  readonly status: MessageStatus;
  readonly count: number;
  readonly atLeast: boolean;
}

/** One line of the explorer. */
export type MessageSummary = Omit<
  MessageRow,
  'subjectId' | 'statusReason' | 'convertedValue' | 'visits' | 'times' | 'positions' | 'parts'
>;

const COUNT_LIMIT = 500;

/** The newest messages that fit, older than the cursor. Throws DomainError `invalid_cursor`. */
export async function listMessages(
  db: Drizzle,
  filter: MessageFilter,
  page: { cursor: string | null; limit: number },
): Promise<MessagePage> {
  const older = page.cursor === null ? sql`true` : olderThan(page.cursor);
  // Each branch is one ordered walk of one index that stops at the limit; `or` and `in` would sort whole matches.
  const branches = branchesOf(filter).map(
    (fits) => sql`(select message_id, first_at from ${messages} where ${fits} and ${older}
      order by first_at desc, message_id desc limit ${page.limit + 1})`,
  );
  const found = await summaries(
    db,
    sql`(select message_id from (${sql.join(branches, sql` union `)}) as found
      order by first_at desc, message_id desc limit ${page.limit + 1})`,
  );
  const rows = found.slice(0, page.limit);
  const last = rows.at(-1);
  return {
    rows,
    nextCursor:
      found.length > page.limit && last !== undefined ? cursorOf([last.firstAt, last.messageId]) : null,
  };
}

/** These messages as they are now, by any of their ids, each once and newest first; unknown ids are left out. */
export async function findMessages(
  db: Drizzle,
  messageIds: readonly string[],
): Promise<readonly MessageSummary[]> {
  return messageIds.length === 0 ? [] : summaries(db, canonicalIds(messageIds));
}

/** Everything the read model knows of one message, by any of its ids. */
export async function findMessage(db: Drizzle, messageId: string): Promise<MessageRow | null> {
  const [row] = await db
    .select()
    .from(messages)
    .where(inArray(messages.messageId, canonicalIds([messageId])));
  return row === undefined ? null : asFolded<MessageRow>(row);
}

/** Every id under which a message was heard of, by any of them; of an unknown one itself. One id, one stream. */
export async function idsOfMessage(db: Drizzle, messageId: string): Promise<readonly string[]> {
  const [row] = await db
    .select({ ids: sql<string[] | null>`jsonb_path_query_array(${messages.parts}, '$[*].messageId')` })
    .from(messages)
    .where(inArray(messages.messageId, canonicalIds([messageId])));
  return row?.ids ?? [messageId];
}

/** Every id that stands with one of these provider keys today; a key that was contested has lost one of them. */
export async function idsOfProviderKeys(
  db: Drizzle,
  providerKeys: readonly string[],
): Promise<readonly string[]> {
  if (providerKeys.length === 0) return [];
  const rows = await db
    .select({ alias: messageLinks.alias, messageId: messageLinks.messageId })
    .from(messageLinks)
    .where(inArray(messageLinks.providerKey, [...providerKeys]));
  return [...new Set(rows.flatMap(({ alias, messageId }) => [alias ?? [], messageId ?? []].flat()))];
}

/** How many of the messages that fit the search have each status, whichever statuses are chosen. */
export async function countMessagesByStatus(
  db: Drizzle,
  filter: MessageFilter,
  statuses: readonly MessageStatus[],
): Promise<readonly StatusCount[]> {
  return filter.search === '' ? countAll(db, statuses) : countMatches(db, filter, statuses);
}

async function countAll(db: Drizzle, statuses: readonly MessageStatus[]): Promise<readonly StatusCount[]> {
  const names = sql.join(
    statuses.map((status) => sql`(${status})`),
    sql`, `,
  );
  const rows = await db.execute<{ status: MessageStatus; found: number }>(sql`
    select wanted.status, (
      select count(*) from (
        select from ${messages} where ${messages.status} = wanted.status limit ${COUNT_LIMIT + 1}
      ) as counted
    )::int as found
    from (values ${names}) as wanted (status)`);
  return rows.map(({ status, found }) => ({
    status,
    count: Math.min(found, COUNT_LIMIT),
    atLeast: found > COUNT_LIMIT,
  }));
}

async function countMatches(
  db: Drizzle,
  filter: MessageFilter,
  statuses: readonly MessageStatus[],
): Promise<readonly StatusCount[]> {
  const branches = matchesOf(filter).map(
    (fits) => sql`(select message_id, status from ${messages} where ${fits} limit ${COUNT_LIMIT + 1})`,
  );
  const rows = await db.execute<{ status: MessageStatus; found: number }>(sql`
    select status, count(*)::int as found from (${sql.join(branches, sql` union `)}) as counted
    group by status`);
  const found = new Map(rows.map((row) => [row.status, row.found]));
  const total = rows.reduce((sum, row) => sum + row.found, 0);
  return statuses.map((status) => ({
    status,
    count: found.get(status) ?? 0,
    atLeast: total > COUNT_LIMIT,
  }));
}

function olderThan(cursor: string): SQL {
  const [firstAt, messageId] = sortKeyOf(cursor);
  return sql`(first_at, message_id) < (${firstAt}::timestamptz, ${messageId})`;
}

/** The ids under which messages are shown that these may be aliases of. */
function canonicalIds(ids: readonly string[]): SQL {
  return sql`(select coalesce(l.message_id, asked.id) from unnest(${sql.param(ids)}::text[]) as asked (id)
    left join ${messageLinks} l on l.alias = asked.id and l.message_id is not null)`;
}

async function summaries(db: Drizzle, ids: SQL): Promise<readonly MessageSummary[]> {
  const rows = await db
    .select({
      messageId: messages.messageId,
      notificationId: messages.notificationId,
      channel: messages.channel,
      provider: messages.provider,
      providerMessageId: messages.providerMessageId,
      recipient: messages.recipient,
      subjectLine: messages.subjectLine,
      category: messages.category,
      template: messages.template,
      status: messages.status,
      statusAt: messages.statusAt,
      statusCodes: messages.statusCodes,
      skipReason: messages.skipReason,
      engagement: messages.engagement,
      humanOpens: messages.humanOpens,
      machineOpens: messages.machineOpens,
      clicks: messages.clicks,
      reads: messages.reads,
      counts: messages.counts,
      firstAt: messages.firstAt,
      lastAt: messages.lastAt,
      erased: messages.erased,
    })
    .from(messages)
    .where(inArray(messages.messageId, ids))
    .orderBy(desc(messages.firstAt), desc(messages.messageId));
  return rows.map((row) => asFolded<MessageSummary>(row));
}

/** Safe: the fold alone writes this table, so its text and JSON columns hold what the fold's types say. */
function asFolded<Row extends MessageSummary>(row: { [Column in keyof Row]: unknown }): Row {
  return row as Row;
}
