import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from '#db/client.ts';

/** Writers share this advisory lock for the length of their transaction; readers wait for those who hold it. */
export const writersLock = 6_201_114_233;
const lockClass = Math.floor(writersLock / 2 ** 32);
const lockObject = writersLock % 2 ** 32;

const firstPauseMs = 1;
const longestPauseMs = 50;

/**
 * The highest position up to which everything that will ever commit has committed.
 * Positions are drawn before they commit, so a smaller one may still appear after a larger one was seen. Every writer
 * holds the lock before it draws. So: take the maximum, then wait until the holders seen now are gone.
 */
export async function safePosition(sql: Sql, timeoutMs = 30_000): Promise<number> {
  const maximum = await newestPosition(sql);
  let holders = await writers(sql);
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = firstPauseMs; holders.size > 0; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    if (performance.now() > deadline)
      throw new Error('read: a writer has held its transaction open for too long');
    await pause(pauseMs);
    const still = await writers(sql);
    holders = new Set([...holders].filter((holder) => still.has(holder)));
  }
  return maximum;
}

/** The highest committed position, 0 in an empty store. Smaller ones may still appear. */
export async function newestPosition(sql: Sql): Promise<number> {
  const [row] = await sql<{ position: number | null }[]>`select max(position) as position from events`;
  return row?.position ?? 0;
}

/** Transactions, in this database, that hold the writers' lock. */
async function writers(sql: Sql): Promise<Set<string>> {
  const rows = await sql<{ holder: string }[]>`
    select virtualtransaction || '/' || pid as holder from pg_locks
    where locktype = 'advisory' and objsubid = 1 and granted
      and classid = ${lockClass}::bigint::oid and objid = ${lockObject}::bigint::oid
      and database = (select oid from pg_database where datname = current_database())`;
  return new Set(rows.map((row) => row.holder));
}
