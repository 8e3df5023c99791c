import type { EscalationFacts } from '#server/domain/escalation/facts.ts';
import type { EscalationState } from '#server/domain/escalation/state.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import { messageIdOf } from '#server/domain/notification/message-id.ts';
import type { NotificationState } from '#server/domain/notification/state.ts';
import { channelFacts } from './channel-facts.ts';
import { loadMessageStates } from './load-message-states.ts';
import { loadNotification } from './load-notification.ts';
import { loadPolicyBook } from './load-policy-book.ts';
import { channelsToTry } from './plan-notification.ts';
import { streamOf } from './reachable-channels.ts';
import type { SendDeps } from './send-deps.ts';

export type Planned = Exclude<EscalationState, { status: 'unplanned' }>;

interface ToldFacts {
  readonly notification: NotificationState;
  readonly told: Omit<EscalationFacts, 'channels'>;
}

/** What became of a notification, read from the store at this moment: what it says is in force from when it is durable. */
export async function gatherTold({ eventStore, outbound }: SendDeps, state: Planned): Promise<ToldFacts> {
  const { notificationId, policy, category } = state.plan;
  const notification = await loadNotification(eventStore, notificationId);
  const asked = notification.status === 'unrequested' ? [] : channelsToTry(outbound, notification.request);
  const first = asked.length === 0 ? [policy.channel] : asked;
  const told = {
    messages: await messagesOfEscalation(eventStore, state, first),
    firstMessages: first.map((channel) => messageIdOf(notificationId, channel, 0)),
    stream: streamOf(category),
  };
  return { notification, told };
}

/** How its person may be told again, and at what price, read in the same way. */
export async function gatherChannels(
  { eventStore }: Pick<SendDeps, 'eventStore'>,
  notification: NotificationState,
  at: Instant,
): Promise<EscalationFacts['channels']> {
  const { prices } = await loadPolicyBook(eventStore);
  const factsOf = (channel: Channel) =>
    channelFacts(eventStore, notification, { channel, at, price: prices[channel] });
  const [email, sms, push, inApp] = await Promise.all([
    factsOf('email'),
    factsOf('sms'),
    factsOf('push'),
    factsOf('in_app'),
  ] as const);
  return { email, sms, push, in_app: inApp };
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
