import type { Sql, Transaction } from '#db/client.ts';
import type { Slot } from '#db/schema/read-models.ts';
import { type ReadModel, tableNames } from './projection.ts';

/** How far a live read model came, and whether its tables still wait for their indexes. */
export interface Checkpoint {
  readonly position: number;
  readonly waits: boolean;
}

/** How far live read models came, by their names. New ones begin at 0. */
export async function liveCheckpoints(
  sql: Sql,
  models: readonly ReadModel[],
): Promise<ReadonlyMap<string, Checkpoint>> {
  const known = await checkpointsOf(sql, models);
  const added = models.filter(({ name }) => !known.has(name));
  if (added.length === 0) return known;
  await addCheckpoints(sql, added);
  return await checkpointsOf(sql, models);
}

/** The position a read model has reached, locked until the transaction ends. A new live one starts at 0. */
export async function lockCheckpoint(sql: Transaction, model: ReadModel, slot: Slot): Promise<number> {
  const lock = () => sql<{ position: number }[]>`
    select position from projections where name = ${model.name} and slot = ${slot} for update`;
  const [known] = await lock();
  if (known) return known.position;
  if (slot === 'next') throw new Error(`${model.name} has no rebuild under way`);
  await addCheckpoints(sql, [model]);
  const [added] = await lock();
  if (!added) throw new Error(`the checkpoint of ${model.name} was deleted while it was made`);
  return added.position;
}

async function checkpointsOf(
  sql: Sql,
  models: readonly ReadModel[],
): Promise<ReadonlyMap<string, Checkpoint>> {
  const rows = await sql<{ name: string; position: number; waiting: string[] }[]>`
    select name, position, array(select table_name from waiting_indexes where slot = 'live') as waiting
    from projections
    where slot = 'live' and name = any(${models.map(({ name }) => name)}::text[])`;
  const tables = new Map(models.map((model) => [model.name, tableNames(model)]));
  return new Map(
    rows.map(({ name, position, waiting }) => {
      const waits = (tables.get(name) ?? []).some((table) => waiting.includes(table));
      return [name, { position, waits }];
    }),
  );
}

async function addCheckpoints(sql: Sql | Transaction, models: readonly ReadModel[]): Promise<void> {
  const names = models.map(({ name }) => name);
  const versions = models.map(({ version }) => version);
  await sql`
    insert into projections (name, slot, version, position, updated_at)
    select name, 'live', version, 0, clock_timestamp()
    from unnest(${names}::text[], ${versions}::int[]) as added(name, version)
    on conflict (name, slot) do nothing`;
}
