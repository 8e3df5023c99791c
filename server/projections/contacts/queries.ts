import { and, eq, getTableColumns, gt, isNotNull, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { contacts } from '#db/schema/contacts.ts';
import { suppressions } from '#db/schema/suppressions.ts';
import { type AddressSigns, healthIn } from '#server/domain/contact/address-health.ts';
import { type UserChannel, userChannelAt } from '#server/domain/contact/user-channel.ts';
import type { Instant } from '#server/domain/instant.ts';
import { type Channel, channels } from '#server/domain/message/report.ts';
import type { SuppressionState } from '#server/domain/suppression/state.ts';
import type { SuppressionRules } from '#server/domain/suppression/suppression.ts';
import { suppressionsOf } from '#server/domain/suppression/suppressions-of.ts';
import type { ContactRow } from './fold.ts';

/**
 * Every channel of a person at one moment, known or not: address, last status, opt-out, suppressions and health.
 * One statement reads two read models, each of which may lag behind the other by what it has yet to take in.
 */
export async function channelsOfPerson(
  db: Drizzle,
  userId: string,
  { at, rules }: { readonly at: Instant; readonly rules: SuppressionRules },
): Promise<readonly UserChannel[]> {
  const rows = await db
    .select({
      contact: getTableColumns(contacts),
      suppression: getTableColumns(suppressions),
    })
    .from(contacts)
    .leftJoin(
      suppressions,
      and(eq(suppressions.subjectId, contacts.subjectId), eq(suppressions.channel, contacts.channel)),
    )
    .where(eq(contacts.userId, userId));
  return channels.map((channel) => {
    const row = rows.find(({ contact }) => contact.channel === channel);
    // Safe: folds alone write these tables, so their text and JSON columns hold what the folds' types say.
    const address = (row?.contact ?? null) as ContactRow | null;
    const known = (row?.suppression ?? null) as (SuppressionState & AddressSigns) | null;
    const health = known && healthIn(known);
    const found = known === null ? [] : suppressionsOf(known, rules);
    return userChannelAt(at, channel, { address, health, suppressions: found });
  });
}

/** Where each of many people can be reached now, by user id; by one statement. Who has no address is left out. */
export async function addressesOfPeople(
  db: Drizzle,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Partial<Record<Channel, string>>>> {
  const rows = await db
    .select({ userId: contacts.userId, channel: contacts.channel, address: contacts.address })
    .from(contacts)
    .where(
      and(sql`${contacts.userId} = any(${sql.param([...userIds])}::text[])`, isNotNull(contacts.address)),
    );
  const found = new Map<string, Partial<Record<Channel, string>>>();
  for (const { userId, channel, address } of rows) {
    // Safe: the fold alone writes this table, so its channels are channels.
    found.set(userId, { ...found.get(userId), [channel as Channel]: address });
  }
  return found;
}

/** The people who have this address now, by user id, after the one the last page ended with. */
export async function peopleOfAddress(
  db: Drizzle,
  { channel, subjectId }: { readonly channel: Channel; readonly subjectId: string },
  page: { readonly after: string | null; readonly limit: number },
): Promise<{ readonly userIds: readonly string[]; readonly nextAfter: string | null }> {
  const rows = await db
    .select({ userId: contacts.userId })
    .from(contacts)
    .where(
      and(
        eq(contacts.subjectId, subjectId),
        eq(contacts.channel, channel),
        page.after === null ? undefined : gt(contacts.userId, page.after),
      ),
    )
    .orderBy(contacts.userId)
    .limit(page.limit + 1);
  const userIds = rows.slice(0, page.limit).map(({ userId }) => userId);
  return { userIds, nextAfter: rows.length > page.limit ? (userIds.at(-1) ?? null) : null };
}
