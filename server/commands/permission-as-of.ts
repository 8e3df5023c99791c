import { decideSend } from '#server/domain/decision/decide-send.ts';
import type { ChannelFacts } from '#server/domain/escalation/facts.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { eventsAsOf } from '#server/domain/moment.ts';
import type { Money } from '#server/domain/money.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { gatherFacts } from './gather-facts.ts';
import { loadNotification } from './load-notification.ts';

/** Whom somebody would have written to, about what. */
interface Wish {
  readonly notificationId: string;
  readonly channel: Channel;
  /** Of one message on the channel. */
  readonly price: Money | null;
}

/** What the decision to send would have said at a moment of the past, by what had happened by then. */
export async function permissionAsOf(
  eventStore: EventStore,
  { notificationId, channel, price }: Wish,
  at: Instant,
): Promise<ChannelFacts> {
  const notification = await loadNotification(eventStore, notificationId);
  if (notification.status === 'unrequested' || notification.personal === null) {
    return { verdict: 'skip', reason: 'no_address' };
  }
  const { request, personal } = notification;
  const told = { userId: request.userId, addresses: personal.addresses ?? {} };
  const { facts } = await gatherFacts(storeAsOf(eventStore, at), told, channel);
  const { verdict, rule, askAgainAt } = decideSend(
    { channel, category: request.category, at, costMicros: 0 },
    facts,
  );
  if (verdict === 'send') return { verdict: 'send', price };
  if (askAgainAt !== null) return { verdict: 'wait', until: askAgainAt };
  return { verdict: 'skip', reason: rule ?? 'no_address' };
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
