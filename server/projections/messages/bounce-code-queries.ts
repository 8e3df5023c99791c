import { and, eq, gte, type SQL, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { messages } from '#db/schema/messages.ts';
import type { Instant } from '#server/domain/instant.ts';

/** The newest so many bounces tell as much about their codes as all of them. */
const mostRead = 2_000;
const mostCodes = 5;

/** Mail that bounced since a moment; null for any recipient domain, or any category. */
export interface BouncedMail {
  readonly since: Instant;
  readonly domain: string | null;
  /** Any of them, or with `not` any but them. */
  readonly categories: { readonly names: readonly string[]; readonly not: boolean } | null;
}

/**
 * The codes of hard bounces, the most frequent first: class and subject of the enhanced status (RFC 3463) where there is
 * one, or the SMTP reply. Bounces without a code are left out.
 */
export async function bounceCodes(
  db: Drizzle,
  { since, domain, categories }: BouncedMail,
): Promise<readonly { readonly code: string; readonly count: number }[]> {
  const { status, firstAt, channel, recipient, category, statusCodes } = messages;
  const newest = db
    .select({ codes: statusCodes })
    .from(messages)
    .where(
      and(
        eq(status, 'hard_bounced'),
        gte(firstAt, since),
        eq(channel, 'email'),
        domain === null ? undefined : sql`lower(split_part(${recipient}, '@', -1)) = ${domain}`,
        categories === null ? undefined : ofCategories(category, categories),
      ),
    )
    .orderBy(sql`${firstAt} desc`)
    .limit(mostRead)
    .as('newest');
  const code = sql<string>`coalesce(substring(${newest.codes}->>'enhanced' from '^[245][.][0-9]{1,3}'),
    substring(${newest.codes}->>'smtp' from '^[245][0-9]{2}'))`;
  return await db
    .select({ code, count: sql<number>`count(*)::int` })
    .from(newest)
    .where(sql`${code} is not null`)
    .groupBy(sql`1`)
    .orderBy(sql`2 desc, 1`)
    .limit(mostCodes);
}

function ofCategories(
  column: typeof messages.category,
  { names, not }: NonNullable<BouncedMail['categories']>,
): SQL {
  const isOne = sql`coalesce(${column}, '') = any(${sql.param([...names])}::text[])`;
  return not ? sql`not ${isOne}` : isOne;
}
