import { and, desc, eq, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { refusedWebhooks } from '#db/schema/refused-webhooks.ts';
import { cursorOf, sortKeyOf } from '#server/projections/cursor.ts';
import type { RejectionCode } from '#server/providers/provider.ts';

/** One row for each hour, provider, reason and origin. */
export interface RefusedWebhooks extends Row {
  readonly code: RejectionCode;
}

type Row = Readonly<typeof refusedWebhooks.$inferSelect>;

/** What was refused, newest first. Throws DomainError `invalid_cursor`. */
export async function listRefusedWebhooks(
  db: Drizzle,
  page: { readonly provider: string | null; readonly cursor: string | null; readonly limit: number },
): Promise<{ readonly rows: readonly RefusedWebhooks[]; readonly nextCursor: string | null }> {
  const key = page.cursor === null ? null : sortKeyOf(page.cursor);
  const { provider, code, lastAt, origin } = refusedWebhooks;
  const identity = sql`${origin} || ' ' || ${provider} || ' ' || ${code}`;
  const found = await db
    .select()
    .from(refusedWebhooks)
    .where(
      and(
        page.provider === null ? undefined : eq(provider, page.provider),
        key ? sql`(${lastAt}, ${identity}) < (${key[0]}::timestamptz, ${key[1]})` : undefined,
      ),
    )
    .orderBy(desc(lastAt), desc(identity))
    .limit(page.limit + 1);
  const rows = found.slice(0, page.limit);
  const last = rows.at(-1);
  const more = found.length > page.limit && last !== undefined;
  return {
    // Safe: the security log alone writes this table.
    rows: rows as readonly (Row & RefusedWebhooks)[],
    nextCursor: more ? cursorOf([last.lastAt, `${last.origin} ${last.provider} ${last.code}`]) : null,
  };
}
