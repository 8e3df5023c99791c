import { decideSend } from '#server/domain/decision/decide-send.ts';
import type { ChannelFacts, EscalationFacts } from '#server/domain/escalation/facts.ts';
import type { EscalationState } from '#server/domain/escalation/state.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import type { Money } from '#server/domain/money.ts';
import { messageIdOf } from '#server/domain/notification/message-id.ts';
import type { NotificationState } from '#server/domain/notification/state.ts';
import { gatherFacts } from './gather-facts.ts';
import { loadMessageStates } from './load-message-states.ts';
import { loadNotification } from './load-notification.ts';
import { loadPolicyBook } from './load-policy-book.ts';
import { channelsToTry } from './plan-notification.ts';
import { streamOf } from './reachable-channels.ts';
import type { SendDeps } from './send-deps.ts';

type Planned = Exclude<EscalationState, { status: 'unplanned' }>;

/** All that a look goes by, read from the store at this moment: what it says is in force from when it is durable. */
export async function gatherEscalationFacts(
  { eventStore, outbound }: SendDeps,
  state: Planned,
  at: Instant,
): Promise<EscalationFacts> {
  const { notificationId, policy } = state.plan;
  const [notification, { prices }] = await Promise.all([
    loadNotification(eventStore, notificationId),
    loadPolicyBook(eventStore),
  ]);
  const asked = notification.status === 'unrequested' ? [] : channelsToTry(outbound, notification.request);
  const first = asked.length === 0 ? [policy.channel] : asked;
  const factsOf = (channel: Channel) =>
    channelFacts(eventStore, notification, { channel, at, price: prices[channel] });
  const [messages, email, sms, push, inApp] = await Promise.all([
    messagesOfEscalation(eventStore, state, first),
    ...([factsOf('email'), factsOf('sms'), factsOf('push'), factsOf('in_app')] as const),
  ]);
  return {
    messages,
    firstMessages: first.map((channel) => messageIdOf(notificationId, channel, 0)),
    stream: streamOf(state.plan.category),
    channels: { email, sms, push, in_app: inApp },
  };
}

/** What is known of every message of the notification: of what was asked for, and of each step up to the present one. */
export async function messagesOfEscalation(
  eventStore: SendDeps['eventStore'],
  { plan, outcomes }: Planned,
  first: readonly Channel[],
): Promise<readonly MessageState[]> {
  const { notificationId, policy, messageId } = plan;
  const asked = first.map((channel) => messageIdOf(notificationId, channel, 0));
  const steps = policy.steps
    .slice(0, outcomes.length + 1)
    .map(({ send }, step) => messageIdOf(notificationId, send.channel, step + 1));
  return await loadMessageStates(eventStore, [...new Set([messageId, ...asked, ...steps])]);
}

/** The answer of the decision to send; it is stored only when something is about to be sent. */
async function channelFacts(
  eventStore: SendDeps['eventStore'],
  notification: NotificationState,
  { channel, at, price }: { channel: Channel; at: Instant; price: Money | null },
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
