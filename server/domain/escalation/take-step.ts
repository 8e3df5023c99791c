import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { Money } from '#server/domain/money.ts';
import { messageIdOf } from '#server/domain/notification/message-id.ts';
import type { EscalationEvent, StepCause, StepRefusal } from './events.ts';
import type { EscalationFacts } from './facts.ts';
import type { Watching } from './state.ts';
import { isToldAlready } from './watched.ts';

const askAgainMs = 60_000;

/** What is done with a step whose condition holds: sent, skipped with the reason, or put off. */
export function takeStep(
  state: Watching,
  because: StepCause,
  facts: EscalationFacts,
  at: Instant,
): EscalationEvent | { readonly putOffUntil: Instant } {
  const { plan, step } = state;
  const { notificationId } = plan;
  const send = plan.policy.steps[step]?.send;
  if (send === undefined) throw new RangeError('This step is not in the plan.');
  const { channel, template } = send;
  const skip = (reason: StepRefusal): EscalationEvent => ({
    type: 'EscalationStepSkipped',
    data: { notificationId, step, channel, reason },
    personal: null,
  });
  if (isToldAlready(plan, channel, facts)) return skip('duplicate');
  const permission = permissionFor(channel, facts);
  if (permission.verdict === 'skip') return skip(permission.reason);
  if (permission.verdict === 'wait') return { putOffUntil: laterThan(at, permission.until) };
  const { price } = permission;
  const tooDear = refusalOfPrice(state, price);
  if (tooDear !== null) return skip(tooDear);
  const messageId = messageIdOf(notificationId, channel, step + 1);
  return {
    type: 'EscalationIntended',
    data: { notificationId, step, messageId, channel, template, because, price },
    personal: null,
  };
}

type Permission =
  | Exclude<EscalationFacts['channels'][Channel], { verdict: 'skip' }>
  | { readonly verdict: 'skip'; readonly reason: StepRefusal };

/** A policy may be older than the category's present stream, so marketing is kept from SMS here and not only there. */
function permissionFor(channel: Channel, { stream, channels }: EscalationFacts): Permission {
  if (channel === 'sms' && stream === 'marketing') return { verdict: 'skip', reason: 'marketing_never_sms' };
  return channels[channel];
}

function refusalOfPrice({ plan, spentMicros }: Watching, price: Money | null): StepRefusal | null {
  const cap = plan.policy.maxCost;
  if (cap === undefined) return null;
  if (price === null || price.currency !== cap.currency) return 'price_unknown';
  return spentMicros + price.amountMicros > cap.amountMicros ? 'over_cost_cap' : null;
}

/** Who says to wait until a moment that has passed is asked again in a minute. */
function laterThan(at: Instant, until: Instant): Instant {
  return until > at ? until : instantFromMs(msFromInstant(at) + askAgainMs);
}
