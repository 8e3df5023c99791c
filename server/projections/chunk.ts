import type { Transaction } from '#db/client.ts';
import { type Slot, schemaOf } from '#db/schema/read-models.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { EventLink, EventStore } from '#server/event-store/event-store.ts';
import type { ReadModel } from './projection.ts';

/** Postgres channel that carries the name of each read model that changed: a hint to look, with no data. */
export const changesChannel = 'earshot_projections';

/** Larger ones were measured to cost Postgres less a row, and to keep the process from answering for longer. */
const chunkSize = 5_000;

/** What the store holds after one position up to another, read once for every read model that wants it. */
export interface Chunk {
  readonly after: number;
  /** The position of its last one; `after` where there is nothing. */
  readonly last: number;
  /** There was nothing more to read. */
  readonly isLast: boolean;
  readonly events: readonly StoredEvent[];
  /** In place of `events`, for read models that ask for digests. */
  readonly links: readonly EventLink[];
}

/** Reads the next events, or their digests, up to a safe position. */
export async function readChunk(
  eventStore: EventStore,
  reads: ReadModel['reads'],
  { after, upTo }: { after: number; upTo: number },
  within?: Transaction,
): Promise<Chunk> {
  const range = { after, upTo, limit: chunkSize };
  const links = reads === 'links' ? await eventStore.readLinks(range, within) : [];
  const events = reads === 'links' ? [] : await eventStore.readRange(range, within);
  const last = (links.at(-1) ?? events.at(-1))?.position ?? after;
  return { after, last, isLast: links.length + events.length < chunkSize, events, links };
}

/** How far a read model came. */
export interface ProjectionRun {
  /** Events read, including those the projection does not handle. */
  readonly events: number;
  /** The position the read model now reflects. */
  readonly position: number;
}

/**
 * Writes rows and checkpoint for what a read model has not seen of a chunk. The caller holds the checkpoint's lock, and
 * so knows that the model stands at `after`. Nothing happens when that is before the chunk or beyond it.
 */
export async function applyChunk(
  sql: Transaction,
  model: ReadModel,
  slot: Slot,
  { chunk, after }: { chunk: Chunk; after: number },
): Promise<ProjectionRun> {
  if (after < chunk.after || after >= chunk.last) return { events: 0, position: after };
  const { events, links } = unseen(chunk, after);
  const changed = await model.apply({ sql, schema: schemaOf(slot), events, links });
  const isHeard = changed && slot === 'live';
  await sql`
    with moved as (
      update projections set position = ${chunk.last}, updated_at = clock_timestamp()
      where name = ${model.name} and slot = ${slot} returning name
    )
    select pg_notify(${changesChannel}, name) from moved where ${isHeard}`;
  return { events: events.length + links.length, position: chunk.last };
}

function unseen(chunk: Chunk, after: number): Pick<Chunk, 'events' | 'links'> {
  if (after === chunk.after) return chunk;
  const isNew = ({ position }: { readonly position: number }) => position > after;
  return { events: chunk.events.filter(isNew), links: chunk.links.filter(isNew) };
}
