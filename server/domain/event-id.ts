import { z } from 'zod';
import { instant } from './instant.ts';
import { compareText } from './message/ordering.ts';

/** Names one event for ever, in every copy of the store: `<source>/<the id its source gave it>`. */
export const eventId = z.string().min(3);
export type EventId = z.infer<typeof eventId>;

/** An event and when it happened: what folds compare instead of arrival. */
export const eventRef = z.strictObject({ at: instant, id: eventId });
export type EventRef = Readonly<z.infer<typeof eventRef>>;

interface Identified {
  readonly occurredAt: string;
  readonly source: string;
  readonly sourceEventId: string;
}

export function refOf(event: Identified): EventRef {
  return { at: event.occurredAt, id: `${event.source}/${event.sourceEventId}` };
}

/** Positive when `a` happened after `b`; events of the same moment are ordered by their ids, never by arrival. */
export function compareRefs(a: EventRef, b: EventRef): number {
  return compareText(a.at, b.at) || compareText(a.id, b.id);
}

export function newerRef<Ref extends EventRef>(a: Ref | null, b: Ref | null): Ref | null {
  if (a === null || b === null) return a ?? b;
  return compareRefs(a, b) >= 0 ? a : b;
}
