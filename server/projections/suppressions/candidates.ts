import { and, desc, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { suppressions } from '#db/schema/suppressions.ts';
import type { SortKey } from '#server/projections/cursor.ts';
import type { SuppressionRow } from './fold.ts';

/** An address that something speaks against, as far as it is needed to judge and to show it. */
export type SuppressionAddress = Pick<
  SuppressionRow,
  'key' | 'channel' | 'subjectId' | 'address' | 'cells'
> & { readonly lastAt: NonNullable<SuppressionRow['lastAt']> };

export const columnsOfAddress = {
  key: suppressions.key,
  channel: suppressions.channel,
  subjectId: suppressions.subjectId,
  address: suppressions.address,
  cells: suppressions.cells,
  lastAt: suppressions.lastAt,
};

/** The next addresses that something speaks against, the newest first. */
export async function candidateRows(
  db: Pick<Drizzle, 'select'>,
  fits: SQL | undefined,
  { after, limit }: { readonly after: SortKey | null; readonly limit: number },
): Promise<readonly SuppressionAddress[]> {
  const older = after
    ? sql`(${suppressions.lastAt}, ${suppressions.key}) < (${after[0]}::timestamptz, ${after[1]})`
    : undefined;
  const rows = await db
    .select(columnsOfAddress)
    .from(suppressions)
    .where(and(isNotNull(suppressions.lastAt), fits, older))
    .orderBy(desc(suppressions.lastAt), desc(suppressions.key))
    .limit(limit);
  // Safe: the fold alone writes this table, so its text and JSON columns hold what the fold's types say.
  return rows as readonly SuppressionAddress[];
}
