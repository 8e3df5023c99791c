import type { EventType } from '#server/domain/events.ts';
import { eventsAsOf, type Moment } from '#server/domain/moment.ts';
import type { StoredEvent, StoredEventOf } from '#server/domain/stored-event.ts';
import type { Projection } from './projection.ts';

/** The row of a read model as it was at a moment, by the fold that makes the live row; null when there was none. */
export function rowAsOf<Row, Handled extends EventType>(
  projection: Projection<Row, Handled>,
  key: string,
  events: readonly StoredEvent[],
  at: Moment,
): Row | null {
  const handles = new Set<EventType>(projection.handles);
  return eventsAsOf(events, at)
    .filter((event): event is StoredEventOf<Handled> => handles.has(event.type))
    .filter((event) => projection.keysOf(event).includes(key))
    .reduce<Row | null>((row, event) => projection.evolve(row, event, key), null);
}
