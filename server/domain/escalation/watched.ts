import type { Channel } from '#server/domain/message/report.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import type { MessageStatus } from '#server/domain/message/status.ts';
import type { EscalationFacts } from './facts.ts';
import type { EscalationPlan, Watching } from './state.ts';

/**
 * The message that a step waits for; undefined while there is none. The first step's is the one by which the
 * notification was really told: where the policy's channel was passed over, the one on the next channel.
 */
export function watchedMessage(
  { plan, watchedId }: Watching,
  facts: EscalationFacts,
): MessageState | undefined {
  if (watchedId !== plan.messageId) return messageIn(facts, watchedId);
  const told = toldFirst(plan, facts);
  if (told !== 'nobody told') return told;
  return messageIn(facts, watchedId) ?? messageIn(facts, facts.firstMessages?.[0] ?? watchedId);
}

/**
 * Whether the notification, not told over the policy's channel, was told over this one instead. To tell it there again
 * would be to say the same twice, unless that message was lost.
 */
export function isToldAlready(plan: EscalationPlan, channel: Channel, facts: EscalationFacts): boolean {
  const told = toldFirst(plan, facts);
  if (told === undefined || told === 'nobody told' || told.messageId === plan.messageId) return false;
  return told.channel === channel && !lost.has(told.status);
}

const lost: ReadonlySet<MessageStatus> = new Set(['soft_bounced', 'hard_bounced', 'dropped', 'failed']);

/** Of the messages that may tell it, the first that was not skipped; undefined while that is being decided. */
function toldFirst(
  { messageId: ofPolicy }: EscalationPlan,
  facts: EscalationFacts,
): MessageState | 'nobody told' | undefined {
  for (const id of facts.firstMessages ?? [ofPolicy]) {
    const message = messageIn(facts, id);
    if (message?.status !== 'skipped') return message;
  }
  return 'nobody told';
}

function messageIn({ messages }: EscalationFacts, id: string | null): MessageState | undefined {
  return messages.find(({ messageId }) => messageId === id);
}
