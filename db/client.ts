import { drizzle } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import { connect } from './connect.ts';

export type Sql = postgres.Sql<{ bigint: number }>;
/** A connection inside `sql.begin`. */
export type Transaction = postgres.TransactionSql<{ bigint: number }>;

/**
 * One pool for the whole process. `db` builds queries; `sql` takes raw statements on the same connections.
 * Drizzle turns off the driver's conversion of times on this pool, both ways, and of JSON on the way in: raw statements
 * pass JSON as `${text}::text::jsonb`, and get times back as Postgres writes them.
 */
export function openDatabase(url: string, options: { max?: number; applicationName?: string } = {}) {
  const sql = connect(url, {
    max: options.max ?? 10,
    idle_timeout: 60,
    connection: { application_name: options.applicationName ?? 'earshot' },
    onnotice: () => {},
    // Positions fit a double for the next 9 * 10^15 events.
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
  });
  return { sql, db: drizzle(sql), close: () => sql.end({ timeout: 5 }) };
}

export type Database = ReturnType<typeof openDatabase>;
export type Drizzle = Database['db'];
