import type { Sql, Transaction } from '#db/client.ts';
import { type Slot, schemaOf } from '#db/schema/read-models.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import type { ReadModel } from './projection.ts';

/** Postgres channel that carries the name of each read model that changed: a hint to look, with no data. */
export const changesChannel = 'earshot_projections';

const batchSize = 2_000;

export interface ProjectionRun {
  /** Events read, including those the projection does not handle. */
  readonly events: number;
  /** The position the read model now reflects. */
  readonly position: number;
}

export interface ProjectionDeps {
  readonly sql: Sql;
  readonly eventStore: EventStore;
}

/**
 * Reads on from the checkpoint to the newest safe position, a batch per transaction.
 * Each batch writes its rows and the checkpoint together. The checkpoint's row is locked, so a second runner of the
 * same projection waits and then finds nothing left to do.
 */
export async function runProjection(
  deps: ProjectionDeps,
  model: ReadModel,
  slot: Slot = 'live',
): Promise<ProjectionRun> {
  const upTo = await deps.eventStore.safePosition();
  let events = 0;
  for (;;) {
    const batch = await runBatch(deps, model, slot, upTo);
    events += batch.events;
    if (batch.events < batchSize) return { events, position: batch.position };
  }
}

/** Takes in at most one batch of events up to a safe position. */
export function runBatch(
  deps: ProjectionDeps,
  model: ReadModel,
  slot: Slot,
  upTo: number,
): Promise<ProjectionRun> {
  return deps.sql.begin(async (sql) => {
    const after = await lockCheckpoint(sql, model, slot);
    return await takeIn(sql, deps.eventStore, model, slot, { after, upTo });
  });
}

/** Writes rows and checkpoint for the next events. The caller holds the checkpoint's lock. */
export async function takeIn(
  sql: Transaction,
  eventStore: EventStore,
  model: ReadModel,
  slot: Slot,
  { after, upTo }: { after: number; upTo: number },
): Promise<ProjectionRun> {
  // Generic plans were measured to cost a quarter of the rate here.
  await sql`set local plan_cache_mode = force_custom_plan`;
  const range = { after, upTo, limit: batchSize };
  const links = model.reads === 'links' ? await eventStore.readLinks(range, sql) : [];
  const events = model.reads === 'links' ? [] : await eventStore.readRange(range, sql);
  const read = links.length + events.length;
  const last = links.at(-1) ?? events.at(-1);
  if (!last) return { events: 0, position: after };
  const changed = await model.apply({ sql, schema: schemaOf(slot), events, links });
  if (changed && slot === 'live') await sql`select pg_notify(${changesChannel}, ${model.name})`;
  await sql`
    update projections set position = ${last.position}, updated_at = clock_timestamp()
    where name = ${model.name} and slot = ${slot}`;
  return { events: read, position: last.position };
}

/** The position a read model has reached, locked until the transaction ends. A new live one starts at 0. */
export async function lockCheckpoint(sql: Transaction, model: ReadModel, slot: Slot): Promise<number> {
  if (slot === 'live') {
    await sql`
      insert into projections (name, slot, version, position, updated_at)
      values (${model.name}, 'live', ${model.version}, 0, clock_timestamp()) on conflict (name, slot) do nothing`;
  }
  const [checkpoint] = await sql<{ position: number }[]>`
    select position from projections where name = ${model.name} and slot = ${slot} for update`;
  if (!checkpoint) throw new Error(`${model.name} has no rebuild under way`);
  return checkpoint.position;
}
