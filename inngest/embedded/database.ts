import type postgres from 'postgres';
import type { TransactionSql } from 'postgres';
import { connect as open } from '#db/connect.ts';

/** The pool, and a transaction on it. Numbers that may pass 2^53 do not occur, so int8 is read as number. */
export type Sql = postgres.Sql<{ int8: number }>;
export type Tx = TransactionSql<{ int8: number }>;

const ATTEMPTS = 6;
// SQLSTATE classes: data exception, constraint violation, wrong statement, too large.
const OWN_FAULT = /^(22|23|42|54)[0-9A-Z]{3}$/;
// serialization_failure and deadlock_detected: nothing was done, doing it again is right.
const RETRYABLE = new Set(['40001', '40P01']);

/** Opens the pool. `applicationName` tells other engines that this one is alive (see leases.ts). */
export function connect(databaseUrl: string, applicationName: string): Sql {
  return open(databaseUrl, {
    max: 10,
    onnotice: () => {},
    // After a database restart the engine should be back within a second, not within the default twenty.
    backoff: (attempt: number) => Math.min(0.05 * 2 ** attempt, 1),
    connection: { application_name: applicationName },
    types: { int8: { to: 20, from: [20], serialize: (value: number) => String(value), parse: Number } },
  });
}

/** Runs `work` in one transaction, again from the start when Postgres asks for that. */
export async function transact<T>(sql: Sql, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await sql.begin(work)) as T;
    } catch (error) {
      if (attempt >= ATTEMPTS || !RETRYABLE.has(errorCode(error))) throw error;
    }
  }
}

/**
 * Whether an error lies in the data or the code at hand, so that trying again at once is no use. Lost
 * connections, a database that is shutting down or full are not: they pass, and blame nobody.
 */
export function isOwnFault(error: unknown): boolean {
  const code = errorCode(error);
  return code === '' || OWN_FAULT.test(code);
}

/**
 * A connection that is cut while the driver still reads the types of a new session rejects where nobody can catch it.
 * The query that wanted the connection is told as well, and tried again, so this one may be dropped.
 */
export function isLostConnection(error: unknown): boolean {
  return /^(57P0[1-3]|08...|ECONNRESET|ECONNREFUSED|EPIPE|CONNECTION_.*)$/.test(errorCode(error));
}

/** The code of a Postgres or a network error, or an empty string. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? errorCode(error.cause) : '';
}
