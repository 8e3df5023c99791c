import { deliveryMetrics } from '#db/schema/delivery-metrics.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import type { Contribution, Tally } from '#server/projections/tally.ts';
import { mailboxDomainOf } from './mailbox-domains.ts';
import { type Measure, momentsOf } from './measures.ts';

/** Answers: how do messages fare, by hour, channel, provider, category, template and recipient's domain? */
export const deliveryTally: Tally<MessageState> = {
  version: 1,
  table: deliveryMetrics,
  contributions: contributionsOf,
};

/** One for each hour in which something first became true of the message, and one for each currency it earned. */
function contributionsOf(message: MessageState): readonly Contribution[] {
  const dimensions = dimensionsOf(message);
  const counted: Counted[] = [];
  for (const { measure, at } of momentsOf(message)) sumsOf(counted, hourOf(at), dimensions)[measure] = 1;
  return [...counted, ...earned(message, dimensions)];
}

/** All that a message earned counts where its first conversion does. */
function earned(message: MessageState, dimensions: Dimensions): readonly Contribution[] {
  const { converted } = message.times;
  if (converted === undefined) return [];
  const hour = hourOf(converted);
  return Object.entries(message.convertedValue).map(([currency, convertedMicros]) => ({
    key: keyOf(hour, dimensions, currency),
    sums: { convertedMicros },
  }));
}

interface Counted {
  readonly key: ReturnType<typeof keyOf>;
  readonly sums: Partial<Record<Measure, number>>;
}

/** A message has few hours, so looking through them costs less than a map. */
function sumsOf(counted: Counted[], hour: Instant, dimensions: Dimensions): Counted['sums'] {
  for (const { key, sums } of counted) if (key.hour === hour) return sums;
  const sums = {};
  counted.push({ key: keyOf(hour, dimensions, ''), sums });
  return sums;
}

/** Written out, because spreading was measured to cost more than all else here. */
function keyOf(hour: Instant, dimensions: Dimensions, currency: string) {
  const { channel, provider, category, template, recipientDomain } = dimensions;
  return { hour, channel, provider, category, template, recipientDomain, currency };
}

type Dimensions = ReturnType<typeof dimensionsOf>;

function dimensionsOf({ channel, provider, category, template, recipient }: MessageState) {
  return {
    channel,
    provider: shortened(provider ?? ''),
    category: shortened(category ?? ''),
    template: shortened(template ?? ''),
    recipientDomain: channel === 'email' && recipient !== null ? mailboxDomainOf(recipient) : '',
  };
}

const longestName = 150;

/** An index takes no entry beyond 2,704 bytes; a name that long must not stop the read model for ever. */
function shortened(name: string): string {
  // By characters, since half of a surrogate pair is no text to a database.
  return name.length <= longestName ? name : [...name].slice(0, longestName).join('');
}

/** The start of the hour in UTC, which an instant is written in. */
function hourOf(at: Instant): Instant {
  return `${at.slice(0, 'yyyy-mm-ddThh'.length)}:00:00.000Z`;
}
