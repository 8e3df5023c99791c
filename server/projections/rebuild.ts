import { getTableName } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { schemaOf } from '#db/schema/read-models.ts';
import type { ReadModel } from './projection.ts';
import { changesChannel, lockCheckpoint, type ProjectionDeps, runBatch, takeIn } from './run.ts';

/** Swapping waits this long for people who are reading the old table; then it gives up, and can be tried again. */
const lockTimeout = '10s';

export interface RebuildProgress {
  /** The position the new copy has reached, and the one it had to reach when this was measured. */
  readonly position: number;
  readonly target: number;
}

/** One table of the two copies at the same position: equal checksums mean equal rows. */
export interface Comparison {
  readonly table: string;
  readonly liveRows: number;
  readonly nextRows: number;
  readonly equal: boolean;
}

const tablesOf = (model: ReadModel): string[] => model.tables.map((table) => getTableName(table));

/** Begins a new, empty copy beside the live one, from position 0. One that was under way is dropped. */
export async function beginRebuild({ sql }: ProjectionDeps, model: ReadModel): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`select begin_rebuild(${tablesOf(model)}::text[])`;
    await transaction`
      insert into projections (name, slot, version, position, updated_at)
      values (${model.name}, 'next', ${model.version}, 0, clock_timestamp())
      on conflict (name, slot) do update set version = excluded.version, position = 0, updated_at = excluded.updated_at`;
  });
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
 * Brings the new copy to the live position, compares the two, and puts the new one in place if `accept` says so: all
 * in one transaction, during which live reading waits and webhooks do not. The old tables are kept.
 */
export async function settleRebuild(
  { sql, eventStore }: ProjectionDeps,
  model: ReadModel,
  accept: (comparisons: readonly Comparison[]) => boolean,
): Promise<{ readonly swapped: boolean; readonly comparisons: readonly Comparison[] }> {
  return await sql.begin(async (transaction) => {
    const upTo = await lockCheckpoint(transaction, model, 'live');
    let after = await lockCheckpoint(transaction, model, 'next');
    while (after < upTo)
      ({ position: after } = await takeIn(transaction, eventStore, model, 'next', { after, upTo }));
    const comparisons: Comparison[] = [];
    for (const table of tablesOf(model)) comparisons.push(await compare(transaction, table));
    const swapped = accept(comparisons);
    if (swapped) await swap(transaction, model);
    return { swapped, comparisons };
  });
}

/** Drops the new copy. A rebuild that is reading on finds out at its next batch. */
export async function abortRebuild({ sql }: ProjectionDeps, model: ReadModel): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`delete from projections where name = ${model.name} and slot = 'next'`;
    await transaction`select drop_rebuild(${tablesOf(model)}::text[], 'next')`;
  });
}

/** Drops the tables that the last rebuild replaced. */
export async function dropReplaced({ sql }: ProjectionDeps, model: ReadModel): Promise<void> {
  await sql`select drop_rebuild(${tablesOf(model)}::text[], 'old')`;
}

/** Whether the live rows were folded by other logic than this build's. */
export async function isOutdated({ sql }: Pick<ProjectionDeps, 'sql'>, model: ReadModel): Promise<boolean> {
  const rows = await sql`
    select 1 from projections where name = ${model.name} and slot = 'live' and version <> ${model.version}`;
  return rows.length > 0;
}

async function swap(sql: Transaction, model: ReadModel): Promise<void> {
  await sql`select set_config('lock_timeout', ${lockTimeout}, true)`;
  await sql`select swap_rebuild(${tablesOf(model)}::text[])`;
  await sql`
    update projections live set version = next.version, position = next.position, updated_at = clock_timestamp()
    from projections next
    where live.name = ${model.name} and live.slot = 'live' and next.name = live.name and next.slot = 'next'`;
  await sql`delete from projections where name = ${model.name} and slot = 'next'`;
  await sql`select pg_notify(${changesChannel}, ${model.name})`;
}

/** A sum of hashes does not depend on the order in which a table gives its rows. */
async function compare(sql: Transaction, table: string): Promise<Comparison> {
  const summary = (slot: 'live' | 'next') =>
    sql<{ rows: number; checksum: string | null }[]>`
      select count(*)::int as rows, sum(hashtextextended(t::text, 0)) as checksum
      from ${sql(`${schemaOf(slot)}.${table}`)} t`;
  const [live] = await summary('live');
  const [next] = await summary('next');
  return {
    table,
    liveRows: live?.rows ?? 0,
    nextRows: next?.rows ?? 0,
    equal: live?.rows === next?.rows && live?.checksum === next?.checksum,
  };
}
