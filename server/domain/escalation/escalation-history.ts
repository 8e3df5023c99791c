import type { Instant } from '#server/domain/instant.ts';
import type { StoredMessageEvent } from '#server/domain/message/evolve.ts';
import { evolveLinked, messagesOf, noMessages } from '#server/domain/message/linked.ts';
import type { EscalationEvent, EscalationFact } from './events.ts';
import type { ChannelFacts, EscalationFacts } from './facts.ts';
import type { EscalationPolicy, EscalationStep } from './policy.ts';
import type { EscalationAction } from './react.ts';

/** For tests: a moment so many seconds after noon, the hour in which every history plays. */
export function noon(seconds = 0): Instant {
  return new Date(Date.UTC(2026, 10, 21, 12) + seconds * 1000).toISOString();
}

/** For tests: a step to SMS when the mail was not opened within 15 minutes of its delivery, unless told otherwise. */
export function sampleStep(step: Partial<EscalationStep> = {}): EscalationStep {
  return {
    when: 'not_opened',
    within: '15m',
    after: 'delivered',
    send: { channel: 'sms', template: 'receipt-short' },
    ...step,
  };
}

/** For tests: a policy of that one step for billing mail. */
export function samplePolicy(policy: Partial<EscalationPolicy> = {}): EscalationPolicy {
  return {
    policyId: 'policy-1',
    version: 1,
    appliesTo: { category: 'billing' },
    critical: false,
    channel: 'email',
    steps: [sampleStep()],
    giveUpAfter: '1d',
    unknownOpens: 'ignore',
    ...policy,
  };
}

/** For tests: that the notification `ntf_1` was planned at noon. */
export function planned(policy: EscalationPolicy = samplePolicy()): EscalationFact {
  return {
    type: 'EscalationPlanned',
    data: {
      notificationId: 'ntf_1',
      messageId: `ntf_1-${policy.channel}-0`,
      category: 'billing',
      template: 'receipt',
      policy,
    },
    personal: null,
    occurredAt: noon(),
  };
}

/** For tests: the truth these events of messages make, with every channel allowed at 5 cents unless told otherwise. */
export function factsOf(
  events: readonly StoredMessageEvent[],
  changes: {
    readonly stream?: EscalationFacts['stream'];
    readonly channels?: Partial<EscalationFacts['channels']>;
    readonly firstMessages?: readonly string[];
  } = {},
): EscalationFacts {
  const send: ChannelFacts = { verdict: 'send', price: { currency: 'EUR', amountMicros: 50_000 } };
  // Of a message that is not linked to ours yet, nobody knows that it belongs to the notification.
  const known = [...messagesOf(events.reduce(evolveLinked, noMessages)).values()];
  return {
    messages: known.filter(({ messageId }) => messageId.startsWith('ntf_1-')),
    ...(changes.firstMessages === undefined ? {} : { firstMessages: changes.firstMessages }),
    stream: changes.stream ?? 'transactional',
    channels: { email: send, sms: send, push: send, in_app: send, ...changes.channels },
  };
}

/** For tests: the events that actions append, as they will be read back. */
export function appended(actions: readonly EscalationAction[]): readonly EscalationFact[] {
  return actions.flatMap((action) => (action.type === 'append' ? [withTime(action.event, action.at)] : []));
}

function withTime(event: EscalationEvent, occurredAt: Instant): EscalationFact {
  return { ...event, occurredAt };
}
