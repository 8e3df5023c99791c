import { and, asc, desc, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { erasures } from '#db/schema/erasures.ts';
import { cursorOf, sortKeyOf } from '#server/projections/cursor.ts';
import type { ErasureRow } from './fold.ts';

/** A wish of which it is known who asked. */
export type Erasure = ErasureRow & {
  readonly [Name in 'userIds' | 'language' | 'requestedAt']: NonNullable<ErasureRow[Name]>;
};

const waiting: readonly ErasureRow['status'][] = ['open', 'confirmed'];
const over: readonly ErasureRow['status'][] = ['withdrawn', 'refused', 'completed'];

/**
 * Wishes page by page: those that wait for somebody, the oldest first, or those that are over, the newest first. Throws
 * DomainError `invalid_cursor`.
 */
export async function listErasures(
  db: Drizzle,
  which: 'waiting' | 'over',
  page: { readonly cursor: string | null; readonly limit: number },
): Promise<{ readonly erasures: readonly Erasure[]; readonly nextCursor: string | null }> {
  const { requestedAt, erasureId, status } = erasures;
  const key = page.cursor === null ? null : sortKeyOf(page.cursor);
  const place = key && sql`(${key[0]}::timestamptz, ${key[1]})`;
  const [order, beyond] = which === 'waiting' ? ([asc, sql`>`] as const) : ([desc, sql`<`] as const);
  const rows = await db
    .select()
    .from(erasures)
    .where(
      and(
        inArray(status, [...(which === 'waiting' ? waiting : over)]),
        isNotNull(requestedAt),
        place === null ? undefined : sql`(${requestedAt}, ${erasureId}) ${beyond} ${place}`,
      ),
    )
    .orderBy(order(requestedAt), order(erasureId))
    .limit(page.limit + 1);
  // Safe: the fold alone writes this table, and writes what was asked for together.
  const found = rows.slice(0, page.limit) as unknown as readonly Erasure[];
  const last = found.at(-1);
  const more = rows.length > page.limit && last !== undefined;
  return { erasures: found, nextCursor: more ? cursorOf([last.requestedAt, last.erasureId]) : null };
}
