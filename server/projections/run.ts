import type { Sql, Transaction } from '#db/client.ts';
import type { Slot } from '#db/schema/read-models.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { lockCheckpoint } from './checkpoints.ts';
import { applyChunk, type Chunk, type ProjectionRun, readChunk } from './chunk.ts';
import type { ReadModel } from './projection.ts';

export interface ProjectionDeps {
  readonly sql: Sql;
  readonly eventStore: EventStore;
}

/** How long a runner of many read models waits for somebody else at work on one of them. */
export const lockTimeout = '2s';

/** Reads on from one read model's checkpoint to the newest safe position; see `run-projections.ts` for all of them. */
export async function runProjection(deps: ProjectionDeps, model: ReadModel): Promise<ProjectionRun> {
  const upTo = await deps.eventStore.safePosition();
  let events = 0;
  for (;;) {
    const batch = await runBatch(deps, model, 'live', upTo);
    events += batch.events;
    if (batch.events === 0 || batch.position >= upTo) return { events, position: batch.position };
  }
}

/** Takes in at most one chunk of events up to a safe position. */
export function runBatch(
  { sql, eventStore }: ProjectionDeps,
  model: ReadModel,
  slot: Slot,
  upTo: number,
): Promise<ProjectionRun> {
  return sql.begin(async (transaction) => {
    const after = await lockForBatch(transaction, model, slot);
    return await takeIn(transaction, eventStore, model, slot, { after, upTo });
  });
}

/** Reads and writes within a transaction that holds the checkpoint's lock. */
export async function takeIn(
  sql: Transaction,
  eventStore: EventStore,
  model: ReadModel,
  slot: Slot,
  { after, upTo }: { after: number; upTo: number },
): Promise<ProjectionRun> {
  const chunk = await readChunk(eventStore, model.reads, { after, upTo }, sql);
  return await applyChunk(sql, model, slot, { chunk, after });
}

/**
 * Writes the rows of one live read model and its checkpoint together, for what it has not seen of a chunk. Its
 * checkpoint's row is locked, so whoever takes in the same chunk at the same time finds nothing left to do.
 */
export function takeChunk(sql: Sql, model: ReadModel, chunk: Chunk): Promise<ProjectionRun> {
  return sql.begin(async (transaction) => {
    const after = await lockForBatch(transaction, model, 'live', lockTimeout);
    return await applyChunk(transaction, model, 'live', { chunk, after });
  });
}

/**
 * The position that a read model has reached, locked. Tables that grow while they are read make bad statistics: rows are
 * found by their keys whatever these say, and no statement is planned twice. A crash of Postgres may take back the last
 * commits, rows and checkpoint together, and what was in them is read again: so nobody has to wait for the disk.
 */
async function lockForBatch(sql: Transaction, model: ReadModel, slot: Slot, wait = '0'): Promise<number> {
  const settings = sql`
    select set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true),
      set_config('synchronous_commit', 'off', true), set_config('lock_timeout', ${wait}, true)`;
  // Sent one after the other, answered together.
  const [, after] = await Promise.all([settings.execute(), lockCheckpoint(sql, model, slot)]);
  return after;
}
