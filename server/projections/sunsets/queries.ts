import { type SQL, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { contacts } from '#db/schema/contacts.ts';
import { messages } from '#db/schema/messages.ts';
import { preferences } from '#db/schema/preferences.ts';
import { sunsets } from '#db/schema/sunsets.ts';
import { suppressions } from '#db/schema/suppressions.ts';
import type { Instant } from '#server/domain/instant.ts';
import { leastMails } from '#server/domain/sunset/policy.ts';
import type { SunsetStatus } from '#server/domain/sunset/state.ts';

/** A page of addresses, by their keyed hashes in ascending order. */
export interface SunsetPage {
  readonly after: string;
  readonly limit: number;
}

/** Which silence is looked for: no sign of a person from `since` to `at`. */
export interface Silence {
  readonly at: Instant;
  readonly since: Instant;
  /** Those of the marketing stream. */
  readonly categories: readonly string[];
}

/**
 * Addresses that seem silent, as far as read models tell: every one that is, and some that a closer look at the store will
 * leave alone. One walk of an index that stops when the page is full.
 */
export async function silentAddresses(
  db: Drizzle,
  silence: Silence,
  page: SunsetPage,
): Promise<readonly string[]> {
  return await subjectsIn(db, silent(silence, page));
}

/** How many there seem to be, counted up to `most`. */
export async function countSilent(db: Drizzle, silence: Silence, most: number): Promise<number> {
  return await countOf(db, silent(silence, { after: '', limit: most }));
}

/** Those who were asked and whose time is over, and those who are out and may have come back. */
export async function unsettledAddresses(
  db: Drizzle,
  at: Instant,
  page: SunsetPage,
): Promise<readonly string[]> {
  return await subjectsIn(db, unsettled(at, page));
}

export async function countUnsettled(db: Drizzle, at: Instant, most: number): Promise<number> {
  return await countOf(db, unsettled(at, { after: '', limit: most }));
}

/** How many addresses stand how, each by the last time it was asked. */
export async function countSunsets(db: Drizzle): Promise<Readonly<Record<SunsetStatus, number>>> {
  const rows = await db
    .select({ status: sunsets.status, n: sql<number>`count(*)::int` })
    .from(sunsets)
    .groupBy(sunsets.status);
  const counts: Record<string, number> = Object.fromEntries(rows.map(({ status, n }) => [status, n]));
  const { asked = 0, cancelled = 0, ended = 0, kept = 0 } = counts;
  return { asked, cancelled, ended, kept };
}

/** Whose mailbox it is now, by the ids of the installation. */
export async function peopleOfMailbox(db: Drizzle, subjectId: string): Promise<readonly string[]> {
  const { userId, channel } = contacts;
  const rows = await db
    .select({ userId })
    .from(contacts)
    .where(sql`${contacts.subjectId} = ${subjectId} and ${channel} = 'email'`)
    .orderBy(userId)
    .limit(20);
  return rows.map((row) => row.userId);
}

async function subjectsIn(db: Drizzle, found: SQL): Promise<readonly string[]> {
  const rows = await db.execute<{ subject_id: string }>(found);
  return rows.map(({ subject_id }) => subject_id);
}

async function countOf(db: Drizzle, found: SQL): Promise<number> {
  const [row] = await db.execute<{ n: number }>(sql`select count(*)::int as n from (${found}) as found`);
  return row?.n ?? 0;
}

/** Grouped first and looked up then, so that each address costs its own rows only, however many others there are. */
function silent({ at, since, categories }: Silence, { after, limit }: SunsetPage): SQL {
  return sql`
    select m.subject_id from (
      select subject_id from ${messages}
      where channel = 'email' and subject_id > ${after}
      group by subject_id
      having min(first_at) <= ${since}
        and not bool_or(engagement <> 'none' and last_at >= ${since})
        and count(*) filter (
          where first_at >= ${since} and category = any(${sql.param([...categories])}::text[])
            and status in ('accepted', 'sent', 'delivered')) >= ${leastMails}
    ) as m
    where not exists (
        select from ${suppressions} s
        where s.subject_id = m.subject_id and s.channel = 'email'
          and (s.fixed_until > ${at} or s.hard_bounced_at is not null))
      and not exists (
        select from ${sunsets} a
        where a.subject_id = m.subject_id
          and (a.status in ('asked', 'ended') or (a.status = 'kept' and a.settled_at >= ${since})
            or (a.status = 'cancelled' and a.settled_at + make_interval(days => a.grace_days) > ${at})))
    order by m.subject_id
    limit ${limit}`;
}

function unsettled(at: Instant, { after, limit }: SunsetPage): SQL {
  return sql`
    select a.subject_id from ${sunsets} a
    where a.subject_id > ${after}
      and ((a.status = 'asked' and a.due_at <= ${at}) or (a.status = 'ended' and (
        exists (
          select from ${messages} m
          where m.subject_id = a.subject_id and m.channel = 'email'
            and m.engagement <> 'none' and m.last_at >= a.settled_at)
        or not exists (
          select from ${suppressions} s
          where s.subject_id = a.subject_id and s.channel = 'email'
            and s.last_at is not null and 'inactive' = any(s.reasons))
        or exists (
          select from ${contacts} c join ${preferences} p using (user_id)
          where c.subject_id = a.subject_id and c.channel = 'email' and exists (
            select from jsonb_each(p.wishes) w where (w.value ->> 'at')::timestamptz >= a.settled_at)))))
    order by a.subject_id
    limit ${limit}`;
}
