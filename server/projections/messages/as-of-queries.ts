import type { Moment } from '#server/domain/moment.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { rowAsOf } from '#server/projections/as-of.ts';
import { type MessageRow, messagesFold } from './fold.ts';

/** A message as it was at a moment, from the events of its stream; null when nothing was heard of it by then. */
export function messageAsOf(
  messageId: string,
  events: readonly StoredEvent[],
  at: Moment,
): MessageRow | null {
  return rowAsOf(messagesFold, messageId, events, at);
}
