import { z } from 'zod';
import { instant } from './instant.ts';
import type { StoredEvent } from './stored-event.ts';

/**
 * A moment to look back to. By `occurred` time: what had happened by then, as we know today. By `recorded` time: what
 * we knew then, which is what decisions of that moment were made from.
 */
export const moment = z.object({ at: instant, by: z.enum(['occurred', 'recorded']) });
export type Moment = z.infer<typeof moment>;

/** The events that count at a moment, which itself is included. */
export function eventsAsOf<Event extends StoredEvent>(
  events: readonly Event[],
  { at, by }: Moment,
): readonly Event[] {
  return events.filter((event) => (by === 'occurred' ? event.occurredAt : event.recordedAt) <= at);
}
