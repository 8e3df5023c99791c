import { getTableColumns } from 'drizzle-orm';
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import type { Transaction } from '#db/client.ts';
import type { RowChange } from './rows.ts';
import { type Contribution, deltasOf, type Tally } from './tally.ts';

/** Adds what changes of rows contribute to a tally's table: one statement, and one more if a total may be 0 now. */
export function tallyRows<Row>(tally: Tally<Row>) {
  const { keys, statements } = layoutOf(tally.table);
  return async (
    { sql, schema }: { sql: Transaction; schema: string },
    changes: readonly RowChange<Row>[],
  ): Promise<void> => {
    const deltas = deltasOf(tally, keys, changes);
    if (deltas.length === 0) return;
    const { add, clear } = statements(schema);
    const records = JSON.stringify(deltas.map(({ key, sums }) => ({ ...key, ...sums })));
    await sql.unsafe(add, [records], { prepare: true });
    const lowered = deltas.filter(hasFallen);
    if (lowered.length === 0) return;
    await sql.unsafe(clear, [JSON.stringify(lowered.map(({ key }) => key))], { prepare: true });
  };
}

function hasFallen({ sums }: Contribution): boolean {
  return Object.values(sums).some((sum) => sum < 0);
}

/** The properties of the key, and the two statements, whose records carry the names of properties. */
function layoutOf(table: PgTable) {
  const { name, primaryKeys } = getTableConfig(table);
  const keyNames = new Set(primaryKeys.flatMap(({ columns }) => columns.map((column) => column.name)));
  const all: [string, PgColumn][] = Object.entries(getTableColumns(table));
  const keys = all.filter(([, column]) => keyNames.has(column.name));
  const sums = all.filter(([, column]) => !keyNames.has(column.name));
  if (keys.length === 0 || sums.length === 0)
    throw new Error(`${name} needs a primary key, and sums beside it`);
  const records = (fields: typeof all) =>
    `jsonb_to_recordset($1::text::jsonb) as r(${list(fields, (property, column) => `${property} ${column.type}`)})`;
  const statements = (schema: string) => ({
    add: `
      insert into "${schema}"."${name}" as total (${list([...keys, ...sums], (_, column) => column.name)})
      select ${list(keys, (property) => `r.${property}`)}, ${list(sums, (property) => `coalesce(r.${property}, 0)`)}
      from ${records(all)}
      on conflict (${list(keys, (_, column) => column.name)}) do update
      set ${list(sums, (_, { name: sum }) => `${sum} = total.${sum} + excluded.${sum}`)}`,
    clear: `
      delete from "${schema}"."${name}" total using ${records(keys)}
      where ${list(keys, (property, column) => `total.${column.name} = r.${property}`, ' and ')}
      and ${list(sums, (_, column) => `total.${column.name} = 0`, ' and ')}`,
  });
  return { keys: keys.map(([property]) => property), statements };
}

/** Each column written as SQL from its quoted property, its quoted name and its type. */
function list(
  fields: readonly [string, PgColumn][],
  write: (property: string, column: { readonly name: string; readonly type: string }) => string,
  separator = ', ',
): string {
  return fields
    .map(([property, column]) =>
      write(`"${property}"`, { name: `"${column.name}"`, type: column.getSQLType() }),
    )
    .join(separator);
}
