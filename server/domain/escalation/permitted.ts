import type { Channel } from '#server/domain/message/report.ts';
import type { EscalationEvent } from './events.ts';
import type { ChannelFacts, EscalationFacts } from './facts.ts';

const permitted: ChannelFacts = { verdict: 'send', price: null };

/**
 * As if every channel might be used: for a first look, since what is known of channels matters only where it takes a step.
 * Whatever `channelsUsed` finds afterwards has to be asked about, and looked at again.
 */
export const allPermitted: EscalationFacts['channels'] = {
  email: permitted,
  sms: permitted,
  push: permitted,
  in_app: permitted,
};

/** The channels on which steps were decided, one way or the other. */
export function channelsUsed(events: readonly EscalationEvent[]): readonly Channel[] {
  return events.flatMap((event) =>
    event.type === 'EscalationIntended' || event.type === 'EscalationStepSkipped' ? [event.data.channel] : [],
  );
}
