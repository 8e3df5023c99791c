import type { Sql } from '#db/client.ts';
import type { Slot } from '#db/schema/read-models.ts';
import { lockCheckpoint } from './checkpoints.ts';
import { type ReadModel, tableNames } from './projection.ts';
import { lockTimeout } from './run.ts';

/**
 * Takes the indexes by which people search from the empty tables of a live read model that has read nothing: kept up while
 * so many rows come in any order, they were measured to cost a fifth of what Postgres does. Those by which rows are
 * found to be changed stay.
 */
export async function deferIndexes(sql: Sql, model: ReadModel): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`select set_config('lock_timeout', ${lockTimeout}, true)`;
    if ((await lockCheckpoint(transaction, model, 'live')) > 0) return;
    await transaction`select defer_indexes(${tableNames(model)}::text[])`;
  });
}

/**
 * Makes the indexes that tables of a copy wait for, one after the other, as long as `untilMs` (as `performance.now()`
 * counts) has not passed. Readers go on meanwhile; whoever writes these rows waits. False when some still wait.
 */
export async function makeIndexes(
  sql: Sql,
  model: ReadModel,
  slot: Slot,
  { untilMs = Number.POSITIVE_INFINITY }: { untilMs?: number } = {},
): Promise<boolean> {
  for (;;) {
    const made = await sql.begin(async (transaction) => {
      await lockCheckpoint(transaction, model, slot);
      const [row] = await transaction<{ made: boolean }[]>`
        select make_index(${slot}, ${tableNames(model)}::text[]) as made`;
      return row?.made === true;
    });
    if (!made) return true;
    if (performance.now() >= untilMs) return false;
  }
}
