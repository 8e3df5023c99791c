import type { Sql } from '#db/client.ts';
import { type Instant, instantFromMs } from '#server/domain/instant.ts';

/**
 * A moment by the database's clock that lies after everything recorded so far, and before everything recorded once
 * this has resolved. It asks the clock until it has moved on, which takes a millisecond or two.
 */
export async function momentBetweenRecords(sql: Sql): Promise<Instant> {
  const clock = async () => {
    const [row] = await sql<
      { ms: number }[]
    >`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`;
    if (row === undefined) throw new Error('Postgres tells no time');
    return row.ms;
  };
  const between = Math.ceil(await clock()) + 1;
  // Stored times are rounded to the millisecond.
  while ((await clock()) < between + 1);
  return instantFromMs(between);
}
