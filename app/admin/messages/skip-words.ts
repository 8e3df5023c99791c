import type { SendRule } from '#server/domain/decision/send-decision.ts';

interface SkipWords {
  /** Completes "Not sent: …". */
  readonly short: string;
  /** A sentence for the timeline, with what can be done. */
  readonly long: string;
}

/** Why we chose not to send a message, in the words of whoever is asked about it. */
export const skipWords = {
  no_address: {
    short: 'no address known',
    long: 'There was no address for this person on this channel.',
  },
  channel_disabled: {
    short: 'channel switched off',
    long: 'The person switched this channel off in their preferences.',
  },
  category_off: {
    short: 'category switched off',
    long: 'The person does not want messages of this category on this channel.',
  },
  paused: {
    short: 'everything paused',
    long: 'The person paused everything but security messages.',
  },
  suppressed: {
    short: 'address suppressed',
    long: 'The address is on the list of suppressions, which says since when and why.',
  },
  opted_out: {
    short: 'opted out',
    long: 'The person unsubscribed or replied STOP, which binds until they take it back.',
  },
  marketing_paused: {
    short: 'marketing paused',
    long: 'No marketing was sent to anybody at that time. The audit says who paused it, or which alert.',
  },
  quiet_hours: {
    short: 'quiet hours',
    long: 'It fell into the person’s quiet hours and could not wait for their end.',
  },
  duplicate: {
    short: 'duplicate',
    long: 'The same notification had been sent already, and once is enough.',
  },
  budget: {
    short: 'budget used up',
    long: 'What may be spent on this channel was used up.',
  },
} as const satisfies Record<SendRule, SkipWords>;
