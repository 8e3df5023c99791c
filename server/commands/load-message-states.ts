import { isMessageEvent, type MessageEventType, messageStream } from '#server/domain/message/events.ts';
import { keysOf } from '#server/domain/message/identity.ts';
import { evolveLinked, messagesOf, noMessages } from '#server/domain/message/linked.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import type { EventStore, TimelineEvent } from '#server/event-store/event-store.ts';
import { derivedMessageId } from './derived-message-id.ts';

type Reading = Pick<EventStore, 'readStream' | 'hash'>;
type TimelineMessageEvent = Extract<TimelineEvent, { type: MessageEventType }>;

/**
 * What is known at this moment of messages of ours, by their ids; those nobody has heard of are left out. Whatever their
 * providers said without our id is part of it: the id it is stored under follows from what the provider calls the message.
 */
export async function loadMessageStates(
  eventStore: Reading,
  messageIds: readonly string[],
): Promise<readonly MessageState[]> {
  const own = await readMessages(eventStore, messageIds);
  const aliases = new Set(
    own.flatMap((event) => {
      const { providerKey } = keysOf(event);
      return providerKey === null ? [] : [derivedMessageId(eventStore, providerKey)];
    }),
  );
  const others = await readMessages(eventStore, [...aliases]);
  const linked = [...own, ...others].reduce(evolveLinked, noMessages);
  const known = messagesOf(linked);
  return messageIds.flatMap((id) => known.get(id) ?? []);
}

async function readMessages(
  eventStore: Reading,
  messageIds: readonly string[],
): Promise<readonly TimelineMessageEvent[]> {
  const streams = await Promise.all(messageIds.map((id) => eventStore.readStream(messageStream(id))));
  return streams.flat().filter((event): event is TimelineMessageEvent => isMessageEvent(event));
}
