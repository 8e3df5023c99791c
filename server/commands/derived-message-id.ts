import type { EventStore } from '#server/event-store/event-store.ts';

/** The id of a message that is known only by what its provider calls it; see `providerKeyOf`. */
export function derivedMessageId({ hash }: Pick<EventStore, 'hash'>, providerKey: string): string {
  return hash('message', providerKey);
}
