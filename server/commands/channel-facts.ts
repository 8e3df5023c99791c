import { decideSend } from '#server/domain/decision/decide-send.ts';
import type { ChannelFacts } from '#server/domain/escalation/facts.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { Money } from '#server/domain/money.ts';
import type { NotificationState } from '#server/domain/notification/state.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { gatherFacts } from './gather-facts.ts';

export interface ChannelQuestion {
  readonly channel: Channel;
  readonly at: Instant;
  /** Of one message on the channel. */
  readonly price: Money | null;
}

/** The answer of the decision to send; it is stored only when something is about to be sent. */
export async function channelFacts(
  eventStore: EventStore,
  notification: NotificationState,
  { channel, at, price }: ChannelQuestion,
): Promise<ChannelFacts> {
  // Whoever is erased, or was never asked for, cannot be told anything.
  if (notification.status === 'unrequested' || notification.personal === null) {
    return { verdict: 'skip', reason: 'no_address' };
  }
  const { request, personal } = notification;
  const told = { userId: request.userId, addresses: personal.addresses ?? {} };
  const { facts } = await gatherFacts(eventStore, told, channel);
  const { category } = request;
  const { verdict, rule, askAgainAt } = decideSend({ channel, category, at, costMicros: 0 }, facts);
  if (verdict === 'send') return { verdict, price };
  if (askAgainAt !== null) return { verdict: 'wait', until: askAgainAt };
  return { verdict, reason: rule ?? 'no_address' };
}
