import type { ChannelFacts } from '#server/domain/escalation/facts.ts';
import type { Instant } from '#server/domain/instant.ts';
import { eventsAsOf } from '#server/domain/moment.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { type ChannelQuestion, channelFacts } from './channel-facts.ts';
import { loadNotification } from './load-notification.ts';

/** Whether somebody could have been written to, and at which moment. */
interface Wish extends ChannelQuestion {
  readonly notificationId: string;
}

/** What the decision to send would have said at a moment of the past, by what had happened by then. */
export async function permissionAsOf(
  eventStore: EventStore,
  { notificationId, ...question }: Wish,
): Promise<ChannelFacts> {
  // Whom it was for is taken from the present: whoever was erased since is not read about.
  const notification = await loadNotification(eventStore, notificationId);
  return await channelFacts(storeAsOf(eventStore, question.at), notification, question);
}

/** The store as if nothing had happened since. */
function storeAsOf(eventStore: EventStore, at: Instant): EventStore {
  const moment = { at, by: 'occurred' } as const;
  return {
    ...eventStore,
    readStream: async (stream) => eventsAsOf(await eventStore.readStream(stream), moment),
    readSubject: async (subjectId, selection) =>
      eventsAsOf(await eventStore.readSubject(subjectId, selection), moment),
  };
}
