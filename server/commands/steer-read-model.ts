import type { Drizzle } from '#db/client.ts';
import type { Instant } from '#server/domain/instant.ts';
import { decideReadModel, type ReadModelCommand } from '#server/domain/read-model/decide.ts';
import { readModelStream } from '#server/domain/read-model/events.ts';
import { ordersOf, wishesIn } from '#server/domain/read-model/orders.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { rebuildStanding } from '#server/projections/rebuild-queries.ts';
import { adminEvent } from './admin-event.ts';

/** A wish as people have it; what it is decided on is looked up here. */
export type ReadModelWish =
  | Exclude<ReadModelCommand, { type: 'DropReplacedRows' }>
  | { readonly type: 'DropReplacedRows' };

export interface SteerReadModel {
  readonly name: string;
  readonly wish: ReadModelWish;
  readonly actor: string;
  readonly at: Instant;
}

/**
 * Records what somebody wishes of a read model; false when there is nothing to do. The engine does it once it is told
 * to look. Throws DomainError: `read_model_unknown`, `rebuild_needs_reason`, `rebuild_under_way`,
 * `no_rebuild_under_way`, `rebuild_changed`.
 */
export async function steerReadModel(
  { db, eventStore }: { readonly db: Drizzle; readonly eventStore: EventStore },
  { name, wish, ...by }: SteerReadModel,
): Promise<{ readonly wished: boolean }> {
  const stream = readModelStream(name);
  const { standing, kept } = await rebuildStanding(db, name);
  const events = await eventStore.readStream(stream);
  const command = wish.type === 'DropReplacedRows' ? { ...wish, kept } : wish;
  const open = ordersOf(standing, wishesIn(events));
  const after = events.at(-1)?.position ?? 0;
  const { appended } = await eventStore.append(
    decideReadModel(command, name, { standing, open }).map((decided) => {
      // The same wish of two people at once, or pressed twice, is one.
      const id = `${stream}/${decided.type}/${after}`;
      return {
        ...decided,
        stream,
        ...adminEvent(id, by),
      };
    }),
  );
  return { wished: appended > 0 };
}
