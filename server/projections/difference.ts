import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import type { Transaction } from '#db/client.ts';
import { schemaOf } from '#db/schema/read-models.ts';

const shownKeys = 5;

/** By which rows two copies of a table differ, and a few of their keys. */
export interface Difference {
  readonly onlyLive: number;
  readonly onlyNext: number;
  readonly changed: number;
  readonly keys: readonly string[];
}

/** Compares the live and the new copy of a table row by row. Costs more than comparing checksums. */
export async function differenceOf(sql: Transaction, table: PgTable): Promise<Difference> {
  const { name, columns, primaryKeys } = getTableConfig(table);
  const keyColumns = primaryKeys[0]?.columns ?? columns.filter(({ primary }) => primary);
  const key = keyColumns.map((column) => `"${column.name}"`).join(', ');
  const copy = (slot: 'live' | 'next') => `
    select concat_ws(' ', ${key}) as key, hashtextextended(t::text, 0) as hash
    from "${schemaOf(slot)}"."${name}" t`;
  const [difference] = await sql.unsafe<Difference[]>(`
    select count(*) filter (where next.key is null)::int as "onlyLive",
      count(*) filter (where live.key is null)::int as "onlyNext",
      count(*) filter (where live.key = next.key)::int as changed,
      coalesce((array_agg(key order by key))[1:${shownKeys}], '{}') as keys
    from (${copy('live')}) live full join (${copy('next')}) next using (key)
    where live.hash is distinct from next.hash`);
  if (!difference) throw new Error(`${name} could not be compared`);
  return difference;
}
