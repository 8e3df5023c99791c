import { inArray, type SQL, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { instantFromDriver } from '#db/schema/columns.ts';
import { messages } from '#db/schema/messages.ts';
import type { EventRef } from '#server/domain/event-id.ts';
import { entryIdOf, entryOfId } from '#server/domain/inbox/entry-id.ts';
import type { Mark } from '#server/domain/inbox/state.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import { cursorOf, sortKeyOf } from '#server/projections/cursor.ts';
import { branchesOf, type InboxFilter, type Owner, ofMessages, ofNotifications, ownedBy } from './search.ts';

export type { InboxFilter, Owner } from './search.ts';

/** One thing that was sent to a person, or was to be. */
export interface InboxEntry {
  readonly entryId: string;
  readonly at: Instant;
  /** Null where nobody knows what it says, and once the person is erased. */
  readonly title: string | null;
  readonly body: string | null;
  readonly category: string | null;
  readonly isCritical: boolean;
  /** Those it was sent over, or is to be, as far as is known. */
  readonly channels: readonly Channel[];
  /** False where every channel was decided against, or nothing is decided yet. */
  readonly isSent: boolean;
  readonly unread: boolean;
  readonly archived: boolean;
  readonly erased: boolean;
  readonly readMark: Mark | null;
  readonly seen: EventRef | null;
}

/** What became of an attempt to tell a notification, or of a message that somebody else sent. */
export type Attempt = Pick<
  MessageState,
  | 'messageId'
  | 'notificationId'
  | 'channel'
  | 'provider'
  | 'status'
  | 'statusAt'
  | 'skipReason'
  | 'visits'
  | 'times'
  | 'firstAt'
>;

const most = 100;

/** A person's newest entries that fit, older than the cursor. Throws DomainError `invalid_cursor`. */
export async function listInbox(
  db: Drizzle,
  owner: Owner,
  filter: InboxFilter,
  page: { readonly cursor: string | null; readonly limit: number },
): Promise<{ readonly entries: readonly InboxEntry[]; readonly nextCursor: string | null }> {
  const before = page.cursor === null ? null : sortKeyOf(page.cursor);
  // Each branch is one walk of one index that stops at the limit; an `or` would sort whole matches.
  const branches = branchesOf(owner, filter, { before, limit: page.limit + 1 });
  const rows = await db.execute<EntryRecord>(sql`
    select * from (${sql.join([...branches], sql` union all `)}) as found
    order by at desc, entry_id desc limit ${page.limit + 1}`);
  const entries = rows.slice(0, page.limit).map(entryOf);
  const last = entries.at(-1);
  const more = rows.length > page.limit && last !== undefined;
  return { entries, nextCursor: more ? cursorOf([last.at, last.entryId]) : null };
}

/** How many entries of a person are unread, counted up to a hundred. */
export async function countUnread(
  db: Drizzle,
  owner: Owner,
): Promise<{ readonly count: number; readonly atLeast: boolean }> {
  const filter: InboxFilter = { tab: 'unread', search: '', category: null, channel: null };
  const branches = branchesOf(owner, filter, { before: null, limit: most });
  const [row] = await db.execute<{ found: number }>(sql`
    select count(*)::int as found from (${sql.join([...branches], sql` union all `)}) as found`);
  const found = row?.found ?? 0;
  return { count: Math.min(found, most - 1), atLeast: found >= most };
}

/** One entry of a person; null for one that does not exist and for anybody else's. */
export async function findEntry(db: Drizzle, owner: Owner, entryId: string): Promise<InboxEntry | null> {
  const entry = entryOfId(entryId);
  const rows = await db.execute<EntryRecord>(
    entry.kind === 'notification'
      ? ofNotifications(sql`i.entry_id = ${entryId} and ${ownedBy(owner)}`)
      : ofMessages(
          sql`m.message_id = ${entry.messageId} and m.subject_id = any(${sql.param([...owner.subjectIds])}::text[])`,
        ),
  );
  return rows[0] === undefined ? null : entryOf(rows[0]);
}

/** Every attempt to tell these notifications, or each of these messages. */
export async function attemptsOf(
  db: Drizzle,
  entryIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Attempt[]>> {
  const entries = entryIds.map(entryOfId);
  const notificationIds = entries.flatMap((one) => (one.kind === 'notification' ? [one.notificationId] : []));
  const messageIds = entries.flatMap((one) => (one.kind === 'message' ? [one.messageId] : []));
  const found = await Promise.all([
    notificationIds.length === 0 ? [] : attemptsWhere(db, inArray(messages.notificationId, notificationIds)),
    messageIds.length === 0 ? [] : attemptsWhere(db, inArray(messages.messageId, messageIds)),
  ]);
  const byEntry = new Map<string, Attempt[]>();
  for (const attempt of found.flat()) {
    const { notificationId, messageId } = attempt;
    const key = entryIdOf(
      notificationId === null ? { kind: 'message', messageId } : { kind: 'notification', notificationId },
    );
    byEntry.set(key, [...(byEntry.get(key) ?? []), attempt]);
  }
  return byEntry;
}

async function attemptsWhere(db: Drizzle, matches: SQL): Promise<readonly Attempt[]> {
  const rows = await db
    .select({
      messageId: messages.messageId,
      notificationId: messages.notificationId,
      channel: messages.channel,
      provider: messages.provider,
      status: messages.status,
      statusAt: messages.statusAt,
      skipReason: messages.skipReason,
      visits: messages.visits,
      times: messages.times,
      firstAt: messages.firstAt,
    })
    .from(messages)
    .where(matches)
    .orderBy(messages.firstAt, messages.messageId);
  // Safe: the fold alone writes this table, so its text and JSON columns hold what the fold's types say.
  return rows as readonly Attempt[];
}

type EntryRecord = {
  entry_id: string;
  at: string | Date;
  title: string | null;
  body: string | null;
  category: string | null;
  is_critical: boolean;
  channels: string[];
  is_sent: boolean;
  unread: boolean;
  archived: boolean;
  erased: boolean;
  read_mark: unknown;
  seen: unknown;
};

function entryOf(row: EntryRecord): InboxEntry {
  return {
    entryId: row.entry_id,
    at: instantFromDriver(row.at),
    title: row.title,
    body: row.body,
    category: row.category,
    isCritical: row.is_critical,
    // Safe: folds alone write these tables, so their text and JSON columns hold what the folds' types say.
    channels: row.channels as Channel[],
    isSent: row.is_sent,
    unread: row.unread,
    archived: row.archived,
    erased: row.erased,
    readMark: row.read_mark as Mark | null,
    seen: row.seen as EventRef | null,
  };
}
