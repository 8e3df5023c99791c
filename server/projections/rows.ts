import { Column, getTableColumns, getTableName } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { arrayLiteral } from '#db/array-literal.ts';
import type { Transaction } from '#db/client.ts';
import { jsonSequence } from '#db/json-sequence.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Loads and writes many rows of one read model in few statements, from the table's own list of columns. */
export interface RowStore {
  load(sql: Transaction, schema: string, property: string, values: readonly string[]): Promise<Row[]>;
  /** What is known to be new is inserted as such, a quarter cheaper to Postgres than rows that may be there. */
  write(sql: Transaction, schema: string, changes: readonly RowChange<object>[]): Promise<void>;
}

export interface RowChange<Row> {
  /** Null for a new row. */
  readonly before: Row | null;
  /** Null for a row that is gone. */
  readonly after: Row | null;
}

export function rowStore(table: PgTable, key: string): RowStore {
  const name = quoted(getTableName(table));
  const fields = Object.entries(getTableColumns(table)).map(([property, column]) =>
    fieldOf(property, column),
  );
  const fieldNamed = (property: string): Field => {
    const field = fields.find((candidate) => candidate.property === property);
    if (!field) throw new Error(`${name} has no column for ${property}`);
    return field;
  };
  const all = fields.map(({ column }) => column).join(', ');
  const insert = insertOf(fields);
  const upsert = `${insert} ${onConflict(fields, fieldNamed(key))}`;
  const put = async (sql: Transaction, schema: string, rows: readonly Row[], values: string) => {
    if (rows.length === 0) return;
    const literals = fields.map((field) => field.literalOf(rows));
    await sql.unsafe(`insert into ${quoted(schema)}.${name} ${values}`, literals, { prepare: true });
  };
  const remove = async (sql: Transaction, schema: string, rows: readonly Row[]) => {
    if (rows.length === 0) return;
    const keys = arrayLiteral(rows, (row) => String(row[key]));
    const statement = `delete from ${quoted(schema)}.${name}
        where ${fieldNamed(key).column} = any($1::text::text[])`;
    await sql.unsafe(statement, [keys], { prepare: true });
  };
  return {
    async load(sql, schema, property, values) {
      const statement = `select ${all} from ${quoted(schema)}.${name}
        where ${fieldNamed(property).column} = any($1::text::text[])`;
      const rows = await sql.unsafe(statement, [arrayLiteral(values, (value) => value)], { prepare: true });
      return rows.map((row) => rowFrom(fields, row));
    },
    async write(sql, schema, given) {
      // Safe: only those of a row's properties are read that are columns of its table.
      const changes = given as readonly RowChange<Row>[];
      const added = changes.flatMap(({ before, after }) =>
        before === null && after !== null ? [after] : [],
      );
      const changed = changes.flatMap(({ before, after }) =>
        before !== null && after !== null ? [after] : [],
      );
      const gone = changes.flatMap(({ before, after }) =>
        before !== null && after === null ? [before] : [],
      );
      // One connection, so they follow one another there; what is next is made ready while Postgres is at the one before.
      await Promise.all([
        put(sql, schema, added, insert),
        put(sql, schema, changed, upsert),
        remove(sql, schema, gone),
      ]);
    },
  };
}

/** One column, and how its values travel. */
interface Field {
  readonly property: string;
  readonly name: string;
  /** The name in quotes. */
  readonly column: string;
  /** What a function of Postgres makes rows of again, from the literal in place of `parameter`. */
  source(parameter: string): string;
  /** The value as the table has it, from the column of that source. */
  readonly value: string;
  literalOf(rows: readonly Row[]): string;
  /** Null where the driver's value is the row's. */
  readonly fromDriver: ((value: unknown) => unknown) | null;
}

/** Arrays cost Postgres a third of what records in JSON do; JSON goes as a sequence, since its quotes would need escapes. */
function fieldOf(property: string, definition: PgColumn): Field {
  const column = quoted(definition.name);
  const type = definition.getSQLType();
  const valueIn = (row: Row) => row[property] ?? null;
  const shared = { property, name: definition.name, column, fromDriver: conversionOf(definition) };
  if (type === 'jsonb') {
    return {
      ...shared,
      source: (parameter) => `string_to_table(${parameter}::text, chr(30), '')`,
      value: `r.${column}::jsonb`,
      literalOf: (rows) => jsonSequence(rows, valueIn),
    };
  }
  if (type.endsWith('[]')) {
    return {
      ...shared,
      source: (parameter) => `unnest(${parameter}::text::text[])`,
      value: `r.${column}::${type}`,
      literalOf: (rows) =>
        arrayLiteral(rows, (row) => {
          // Safe: the column is an array, so its values are arrays or null.
          const value = valueIn(row) as readonly unknown[] | null;
          return value && arrayLiteral(value, scalar);
        }),
    };
  }
  return {
    ...shared,
    source: (parameter) => `unnest(${parameter}::text::${type}[])`,
    value: `r.${column}`,
    literalOf: (rows) => arrayLiteral(rows, (row) => scalar(valueIn(row))),
  };
}

/** What a column does with what the driver gives; most do nothing, and are not asked for each value. */
function conversionOf(definition: PgColumn): Field['fromDriver'] {
  if (definition.mapFromDriverValue === Column.prototype.mapFromDriverValue) return null;
  return (value) => definition.mapFromDriverValue(value);
}

function scalar(value: unknown): string | number | null {
  return value === null || typeof value === 'number' ? value : String(value);
}

/** The functions stand in a select list, where Postgres takes from each in turn; in a `from` it would store what they give. */
function insertOf(fields: readonly Field[]): string {
  const columns = fields.map(({ column }) => column).join(', ');
  const sources = fields.map(({ column, source }, index) => `${source(`$${index + 1}`)} as ${column}`);
  return `(${columns})
    select ${fields.map(({ value }) => value).join(', ')} from (select ${sources.join(', ')}) as r`;
}

function onConflict(fields: readonly Field[], key: Field): string {
  const updates = fields
    .filter((field) => field !== key)
    .map(({ column }) => `${column} = excluded.${column}`);
  return `on conflict (${key.column}) do update set ${updates.join(', ')}`;
}

function rowFrom(fields: readonly Field[], found: Row): Row {
  const row: Record<string, unknown> = {};
  for (const { property, name, fromDriver } of fields) {
    const value = found[name] ?? null;
    row[property] = value === null || fromDriver === null ? value : fromDriver(value);
  }
  return row;
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
