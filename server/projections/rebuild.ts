import type { Transaction } from '#db/client.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { changesChannel } from './chunk.ts';
import { bringTogether, type Comparison, compareCopies } from './compare-copies.ts';
import { type ReadModel, tableNames } from './projection.ts';
import { type ProjectionDeps, runBatch } from './run.ts';

/** Swapping waits this long for people who are reading the old table; then it gives up, and can be tried again. */
const lockTimeout = '10s';

export interface RebuildProgress {
  /** The position the new copy has reached, and the one it had to reach when this was measured. */
  readonly position: number;
  readonly target: number;
}

/** Begins a new, empty copy beside the live one, from position 0. One that was under way is dropped. */
export async function beginRebuild({ sql }: ProjectionDeps, model: ReadModel): Promise<void> {
  await sql.begin((transaction) => beginCopy(transaction, model));
}

/** As `beginRebuild`, within the caller's transaction. The row comes first, in the order in which readers lock. */
export async function beginCopy(sql: Transaction, model: ReadModel): Promise<void> {
  await sql`
    insert into projections (name, slot, version, position, updated_at)
    values (${model.name}, 'next', ${model.version}, 0, clock_timestamp())
    on conflict (name, slot) do update set version = excluded.version, position = 0, updated_at = excluded.updated_at`;
  await sql`select begin_rebuild(${tableNames(model)}::text[])`;
}

/**
 * Reads on until the new copy has caught up or `untilMs` (as `performance.now()` counts) has passed. Live reading and
 * webhooks go on. Rejects when the rebuild was aborted in the meantime.
 */
export async function advanceRebuild(
  deps: ProjectionDeps,
  model: ReadModel,
  options: { untilMs: number; onProgress?: (progress: RebuildProgress) => void },
): Promise<RebuildProgress> {
  const target = await deps.eventStore.safePosition();
  for (;;) {
    const { events, position } = await runBatch(deps, model, 'next', target);
    options.onProgress?.({ position, target });
    if (events === 0 || position >= target || performance.now() > options.untilMs)
      return { position, target };
  }
}

/**
 * Compares the two copies, and puts the new one in place if `accept` says so. The old tables are kept. The swap is one
 * transaction, during which live reading waits and webhooks do not.
 */
export async function settleRebuild(
  deps: ProjectionDeps,
  model: ReadModel,
  accept: (comparisons: readonly Comparison[]) => boolean,
): Promise<{ readonly swapped: boolean; readonly comparisons: readonly Comparison[] }> {
  const { comparisons } = await compareCopies(deps, model, false);
  const swapped = accept(comparisons);
  if (swapped) await deps.sql.begin((transaction) => swapCopies(transaction, deps.eventStore, model));
  return { swapped, comparisons };
}

/** Drops the new copy. A rebuild that is reading on finds out at its next batch. */
export async function abortRebuild({ sql }: ProjectionDeps, model: ReadModel): Promise<void> {
  await sql.begin((transaction) => dropCopy(transaction, model, 'next'));
}

/** Drops the tables that the last rebuild replaced. */
export async function dropReplaced({ sql }: ProjectionDeps, model: ReadModel): Promise<void> {
  await sql.begin((transaction) => dropCopy(transaction, model, 'old'));
}

/** As `abortRebuild` and `dropReplaced`, within the caller's transaction. */
export async function dropCopy(sql: Transaction, model: ReadModel, which: 'next' | 'old'): Promise<void> {
  await sql`delete from projections where name = ${model.name} and slot = ${which}`;
  await sql`select drop_rebuild(${tableNames(model)}::text[], ${which})`;
}

/** Puts the new copy in place of the live one, within the caller's transaction, once both are at one position. */
export async function swapCopies(sql: Transaction, eventStore: EventStore, model: ReadModel): Promise<void> {
  await bringTogether(sql, eventStore, model);
  await sql`select set_config('lock_timeout', ${lockTimeout}, true)`;
  await sql`select swap_rebuild(${tableNames(model)}::text[])`;
  await sql`
    insert into projections (name, slot, version, position, updated_at)
    select name, 'old', version, position, clock_timestamp() from projections
    where name = ${model.name} and slot = 'live'
    on conflict (name, slot) do update
    set version = excluded.version, position = excluded.position, updated_at = excluded.updated_at`;
  await sql`
    update projections live set version = next.version, position = next.position, updated_at = clock_timestamp()
    from projections next
    where live.name = ${model.name} and live.slot = 'live' and next.name = live.name and next.slot = 'next'`;
  await sql`delete from projections where name = ${model.name} and slot = 'next'`;
  await sql`select pg_notify(${changesChannel}, ${model.name})`;
}
