import { getTableColumns, getTableName } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Transaction } from '#db/client.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Loads and saves many rows of one read model in one statement each, from the table's own list of columns. */
export interface RowStore {
  load(sql: Transaction, schema: string, property: string, values: readonly string[]): Promise<Row[]>;
  save(sql: Transaction, schema: string, rows: readonly Row[]): Promise<void>;
}

export function rowStore(table: PgTable, key: string): RowStore {
  const name = getTableName(table);
  const columns: [string, PgColumn][] = Object.entries(getTableColumns(table));
  const columnOf = (property: string): PgColumn => {
    const column = columns.find(([candidate]) => candidate === property)?.[1];
    if (!column) throw new Error(`${name} has no column for ${property}`);
    return column;
  };
  const all = columns.map(([, column]) => quoted(column.name)).join(', ');
  const upsert = upsertOf(columns, columnOf(key));
  return {
    async load(sql, schema, property, values) {
      const statement = `select ${all} from ${quoted(schema)}.${quoted(name)}
        where ${quoted(columnOf(property).name)} = any($1::text[])`;
      // The driver takes arrays as they are; its type says scalars only.
      const rows = await sql.unsafe(statement, [values as unknown as string], { prepare: true });
      return rows.map((row) =>
        Object.fromEntries(columns.map(([each, column]) => [each, fromDriver(column, row[column.name])])),
      );
    },
    async save(sql, schema, rows) {
      const records = rows.map((row) =>
        Object.fromEntries(columns.map(([each, { name: column }]) => [column, row[each]])),
      );
      const into = `insert into ${quoted(schema)}.${quoted(name)}`;
      await sql.unsafe(`${into} ${upsert}`, [JSON.stringify(records)], { prepare: true });
    },
  };
}

function upsertOf(columns: readonly [string, PgColumn][], key: PgColumn): string {
  const names = columns.map(([, column]) => quoted(column.name));
  const typed = columns.map(([, column]) => `${quoted(column.name)} ${column.getSQLType()}`);
  const updates = names
    .filter((name) => name !== quoted(key.name))
    .map((name) => `${name} = excluded.${name}`);
  return `(${names.join(', ')})
    select ${names.join(', ')} from jsonb_to_recordset($1::text::jsonb) as r(${typed.join(', ')})
    on conflict (${quoted(key.name)}) do update set ${updates.join(', ')}`;
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

function fromDriver(column: PgColumn, value: unknown): unknown {
  return value === null || value === undefined ? null : column.mapFromDriverValue(value);
}
