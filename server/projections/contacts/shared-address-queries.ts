import { sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { contacts } from '#db/schema/contacts.ts';
import { messages } from '#db/schema/messages.ts';
import { notifications } from '#db/schema/notifications.ts';

/**
 * Those of the addresses that are not these people's alone: somebody else has one now, or was told something there. Each look
 * is one walk of an index that stops at the first find.
 */
export async function sharedAddresses(
  db: Drizzle,
  { subjectIds, userIds }: { readonly subjectIds: readonly string[]; readonly userIds: readonly string[] },
): Promise<ReadonlySet<string>> {
  if (subjectIds.length === 0) return new Set();
  const theirs = sql`any(${sql.param([...userIds])}::text[])`;
  const rows = await db.execute<{ subject_id: string }>(sql`
    select asked.subject_id from unnest(${sql.param([...new Set(subjectIds)])}::text[]) as asked (subject_id)
    where exists (select from ${contacts} c where c.subject_id = asked.subject_id and not (c.user_id = ${theirs}))
      or exists (
        select from ${messages} m join ${notifications} n using (notification_id)
        where m.subject_id = asked.subject_id and n.user_id is not null and not (n.user_id = ${theirs}))`);
  return new Set(rows.map((row) => row.subject_id));
}
