import type { Deps } from '#server/deps.ts';
import { compareRefs, refOf } from '#server/domain/event-id.ts';
import {
  isMessageEvent,
  kindOfEventType,
  type MessageEventType,
  messageStream,
} from '#server/domain/message/events.ts';
import { keysOf } from '#server/domain/message/identity.ts';
import { messageKinds } from '#server/domain/message/kind.ts';
import type { TimelineEvent } from '#server/event-store/event-store.ts';
import { idsOfMessage, idsOfProviderKeys } from '#server/projections/messages/queries.ts';

type Reading = Pick<Deps, 'db' | 'eventStore'>;
/** An event of a message's stream with how often it was sent again. */
export type MessageTimelineEvent = Extract<TimelineEvent, { type: MessageEventType }>;

/** Everything heard of a message under any of its ids, in the order in which it happened. */
export async function eventsOfMessage(
  deps: Reading,
  messageId: string,
): Promise<readonly MessageTimelineEvent[]> {
  return inOrder(await readStreams(deps, await idsOfMessage(deps.db, messageId)));
}

/**
 * As `eventsOfMessage`, with everything that may have belonged to the message once: a provider's id that two of our
 * messages claimed is linked to one of them now, and was perhaps to the other before.
 */
export async function eventsEverOfMessage(
  deps: Reading,
  messageId: string,
): Promise<readonly MessageTimelineEvent[]> {
  const ids = await idsOfMessage(deps.db, messageId);
  const events = await readStreams(deps, ids);
  const keys = new Set(events.flatMap((event) => keysOf(event).providerKey ?? []));
  const claimed = await idsOfProviderKeys(deps.db, [...keys]);
  const others = await readStreams(
    deps,
    claimed.filter((id) => !ids.includes(id)),
  );
  return inOrder([...events, ...others]);
}

async function readStreams(
  { eventStore }: Reading,
  messageIds: readonly string[],
): Promise<readonly MessageTimelineEvent[]> {
  const streams = await Promise.all(messageIds.map((id) => eventStore.readStream(messageStream(id))));
  return streams.flat().filter((event): event is MessageTimelineEvent => isMessageEvent(event));
}

/** By time; many providers tell whole seconds, so then by what comes first in a message's life, never by arrival. */
function inOrder(events: readonly MessageTimelineEvent[]): readonly MessageTimelineEvent[] {
  return events.toSorted(
    (a, b) =>
      a.occurredAt.localeCompare(b.occurredAt) ||
      lifeOrder(a) - lifeOrder(b) ||
      compareRefs(refOf(a), refOf(b)),
  );
}

function lifeOrder({ type }: MessageTimelineEvent): number {
  return messageKinds.indexOf(kindOfEventType[type]);
}
