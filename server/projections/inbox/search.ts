import { type SQL, sql } from 'drizzle-orm';
import { inboxEntries } from '#db/schema/inbox-entries.ts';
import { messages } from '#db/schema/messages.ts';
import type { InboxTab } from '#server/domain/inbox/tab.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { SortKey } from '#server/projections/cursor.ts';

/** Whose inbox it is. Nothing that is not addressed to one of these is ever found. */
export interface Owner {
  /** As the installation names its people. */
  readonly userIds: readonly string[];
  /** Addresses that are proven to be theirs, as the event store knows them. */
  readonly subjectIds: readonly string[];
}

export interface InboxFilter {
  readonly tab: InboxTab;
  /** Words that must all be in the title or the text; empty for everything. */
  readonly search: string;
  readonly category: string | null;
  readonly channel: Channel | null;
}

const mostWords = 8;

/** One ordered walk for each person and each address: notifications of ours, and messages sent without us. */
export function branchesOf(
  owner: Owner,
  filter: InboxFilter,
  page: { readonly before: SortKey | null; readonly limit: number },
): readonly SQL[] {
  const ordered = (found: SQL) => sql`(${found} order by at desc, entry_id desc limit ${page.limit})`;
  const notifications = and(beforeKey(page.before, sql`i.requested_at`, sql`i.entry_id`), ...ofEntry(filter));
  const sent = and(
    beforeKey(page.before, sql`m.first_at`, sql`('message-' || m.message_id)`),
    ...ofMessage(filter),
  );
  return [
    ...owner.userIds.map((id) => ordered(ofNotifications(sql`i.user_id = ${id} and ${notifications}`))),
    ...owner.subjectIds.flatMap((id) => [
      ordered(ofNotifications(sql`i.user_id is null and i.subject_id = ${id} and ${notifications}`)),
      ordered(ofMessages(sql`m.subject_id = ${id} and ${sent}`)),
    ]),
  ];
}

/** That an entry was addressed to this owner: to the person, or to their address where nobody is named. */
export function ownedBy({ userIds, subjectIds }: Owner): SQL {
  return sql`(i.user_id = any(${sql.param([...userIds])}::text[])
    or (i.user_id is null and i.subject_id = any(${sql.param([...subjectIds])}::text[])))`;
}

/** Notifications as entries. */
export function ofNotifications(matches: SQL): SQL {
  return sql`select i.entry_id, i.requested_at as at, i.title, i.body, i.category, i.criticality = 'critical' as is_critical,
      case when i.sent_over = '{}' then i.channels else i.sent_over end as channels, i.sent_over <> '{}' as is_sent,
      i.unread, i.archived, i.erased, i.read_mark, i.seen
    from ${inboxEntries} i where i.requested_at is not null and ${matches}`;
}

/** Messages that were sent without us as entries, with what their person marked, looked up for each that is read. */
export function ofMessages(matches: SQL): SQL {
  return sql`select 'message-' || m.message_id as entry_id, m.first_at as at, m.subject_line as title, null as body, m.category,
      false as is_critical, array[m.channel] as channels, true as is_sent,
      ${messageUnread} as unread, coalesce(i.archived, false) as archived, m.erased, i.read_mark, null::jsonb as seen
    from ${messages} m left join lateral (
      select read, archived, read_mark from ${inboxEntries} where entry_id = 'message-' || m.message_id limit 1
    ) i on true
    where m.notification_id is null and ${matches}`;
}

/** What people did with the message itself counts until they mark it. */
const messageUnread = sql`not (coalesce(i.read, m.engagement <> 'none') or coalesce(i.archived, false))`;

function ofEntry({ tab, search, category, channel }: InboxFilter): readonly SQL[] {
  return [
    ...(tab === 'unread' ? [sql`i.unread`] : [sql`i.archived = ${tab === 'archived'}`]),
    ...(category === null ? [] : [sql`i.category = ${category}`]),
    ...(channel === null
      ? []
      : [sql`${channel} = any(case when i.sent_over = '{}' then i.channels else i.sent_over end)`]),
    ...patternsOf(search).map((pattern) => sql`i.searched like ${pattern}`),
  ];
}

function ofMessage({ tab, search, category, channel }: InboxFilter): readonly SQL[] {
  return [
    ...(tab === 'unread' ? [messageUnread] : [sql`coalesce(i.archived, false) = ${tab === 'archived'}`]),
    ...(category === null ? [] : [sql`m.category = ${category}`]),
    ...(channel === null ? [] : [sql`m.channel = ${channel}`]),
    ...patternsOf(search).map((pattern) => sql`lower(m.subject_line) like ${pattern}`),
  ];
}

function patternsOf(search: string): readonly string[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return words.slice(0, mostWords).map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
}

/** The first condition is implied by the second, and unlike it can be served by an index on the time alone. */
function beforeKey(key: SortKey | null, at: SQL, id: SQL): SQL {
  if (key === null) return sql`true`;
  const [moment, entryId] = key;
  return sql`${at} <= ${moment}::timestamptz and (${at}, ${id}) < (${moment}::timestamptz, ${entryId})`;
}

function and(...conditions: readonly SQL[]): SQL {
  return sql.join([...conditions], sql` and `);
}
