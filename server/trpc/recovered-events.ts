import { replayDeadLetter } from '#server/commands/replay-dead-letter.ts';
import type { Deps } from '#server/deps.ts';
import { isMessageEvent, messageStream } from '#server/domain/message/events.ts';
import type { ListedLetter } from '#server/projections/dead-letters/queries.ts';

/**
 * What a recovered letter turned out to say: the messages with the events it brought them, and the types of what speaks
 * of no message. Null for an open letter, and where it cannot be told any more.
 */
export async function recoveredEvents(deps: Pick<Deps, 'eventStore' | 'providers'>, letter: ListedLetter) {
  if (letter.state === 'open') return null;
  // No list of causes is kept: the letter says once more which messages it speaks of, and their streams say the rest.
  const look = { id: letter.id, replayId: 'look', actor: 'look', at: letter.receivedAt, dryRun: true };
  const told = await replayDeadLetter(deps, look);
  if (told === null || told.outcome !== 'read') return null;
  const messages = told.messageIds.map(async (messageId) => {
    const events = await deps.eventStore.readStream(messageStream(messageId));
    const brought = events.filter(isMessageEvent).filter(({ causation }) => causation === letter.id);
    return {
      messageId,
      events: brought.map(({ type, position }) => ({ type, position })),
    };
  });
  return {
    messages: await Promise.all(messages),
    others: told.events.filter((type) => !isMessageEvent({ type })),
  };
}
