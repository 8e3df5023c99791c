import { isMessageEvent } from '#server/domain/message/events.ts';
import { evolveLinked, joinUnder, noMessages, partsByMessage } from '#server/domain/message/linked.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import { eventsAsOf, type Moment } from '#server/domain/moment.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';

export interface MessageAsOf<Event> {
  /** Under the id that was its canonical one by then. */
  readonly message: MessageState;
  /** What was heard of it by then, under whichever id. */
  readonly events: readonly Event[];
}

/**
 * A message as it was at a moment, by any of its ids, from the events of all of them: what was not linked by then
 * stands apart. Null when nothing was heard by then under this id, or under one that it stood for.
 */
export function messageAsOf<Event extends StoredEvent>(
  messageId: string,
  events: readonly Event[],
  at: Moment,
): MessageAsOf<Event> | null {
  const known = eventsAsOf(events, at);
  const linked = known.filter((event) => isMessageEvent(event)).reduce(evolveLinked, noMessages);
  for (const [canonicalId, parts] of partsByMessage(linked)) {
    const ids = new Set([canonicalId, ...parts.map((part) => part.messageId)]);
    if (!ids.has(messageId)) continue;
    const message = joinUnder(canonicalId, parts);
    return {
      message,
      events: known.filter((event) => isMessageEvent(event) && ids.has(event.data.messageId)),
    };
  }
  return null;
}
