import { getTableColumns, getTableName } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Transaction } from '#db/client.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Loads and saves many rows of one read model in one statement each, from the table's own column list. */
export interface RowStore {
  load(sql: Transaction, property: string, values: readonly string[]): Promise<Row[]>;
  save(sql: Transaction, rows: readonly Row[]): Promise<void>;
}

export function rowStore(table: PgTable, key: string): RowStore {
  const name = getTableName(table);
  const columns: [string, PgColumn][] = Object.entries(getTableColumns(table));
  const keyColumn = columns.find(([property]) => property === key)?.[1];
  if (!keyColumn) throw new Error(`${name} has no column for its key ${key}`);
  const quoted = (column: PgColumn) => `"${column.name}"`;
  const all = columns.map(([, column]) => quoted(column)).join(', ');
  const typed = columns.map(([, column]) => `${quoted(column)} ${column.getSQLType()}`).join(', ');
  const updates = columns
    .filter(([property]) => property !== key)
    .map(([, column]) => `${quoted(column)} = excluded.${quoted(column)}`)
    .join(', ');
  const upsert = `insert into "${name}" (${all})
    select ${all} from jsonb_to_recordset($1::text::jsonb) as r(${typed})
    on conflict (${quoted(keyColumn)}) do update set ${updates}`;
  return {
    async load(sql, property, values) {
      const column = columns.find(([candidate]) => candidate === property)?.[1];
      if (!column) throw new Error(`${name} has no column for ${property}`);
      const rows = await sql.unsafe(
        `select ${all} from "${name}" where ${quoted(column)} = any($1::text[])`,
        [
          // The driver takes arrays as they are; its type says scalars only.
          values as unknown as string,
        ],
      );
      return rows.map((row) =>
        Object.fromEntries(
          columns.map(([property, column]) => [property, fromDriver(column, row[column.name])]),
        ),
      );
    },
    async save(sql, rows) {
      const records = rows.map((row) =>
        Object.fromEntries(columns.map(([property, column]) => [column.name, row[property]])),
      );
      await sql.unsafe(upsert, [JSON.stringify(records)], { prepare: true });
    },
  };
}

function fromDriver(column: PgColumn, value: unknown): unknown {
  return value === null || value === undefined ? null : column.mapFromDriverValue(value);
}
