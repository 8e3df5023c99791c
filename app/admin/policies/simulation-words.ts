import { skipWords } from '#app/admin/messages/skip-words.ts';
import { moneyText } from './money-text.ts';
import type { Prices, SimulatedExample, Simulation } from './policy.ts';

type Outcome = SimulatedExample['outcome'];
type Reason = Simulation['tally']['skipped'][number]['reason'];
type Cause = Extract<SimulatedExample['steps'][number]['became'], { verdict: 'sent' }>['because'];

interface OutcomeWords {
  readonly name: string;
  readonly help: string;
}

/** In the order in which they are shown. */
export const outcomeWords = {
  told_again: { name: 'Told again', help: 'At least one step would have been sent.' },
  seen: { name: 'Seen in time', help: 'A person saw it before a step was due.' },
  not_needed: { name: 'Arrived', help: 'It arrived, which was all that was asked.' },
  not_allowed: { name: 'Not allowed', help: 'Steps were due, and none might be sent.' },
  held_back: { name: 'Held back', help: 'The first message was not sent, on purpose.' },
  gave_up: { name: 'Given up', help: 'Nothing was certain before the policy gave up.' },
  waiting: { name: 'Still waiting', help: 'It is too new for a step to be due.' },
  unsent: { name: 'Not sent', help: 'No message of it is known.' },
} as const satisfies Record<Outcome, OutcomeWords>;

const reasons = {
  ...skipWords,
  marketing_never_sms: { short: 'marketing is never sent by SMS' },
  over_cost_cap: { short: 'over the cost cap' },
  price_unknown: { short: 'price not known' },
} as const satisfies Record<Reason, { short: string }>;

/** Why a step that was due would not have been sent. */
export function refusalWords(reason: Reason): string {
  return reasons[reason].short;
}

export const causeWords = {
  hard_bounced: 'bounced',
  soft_bounced: 'bounced for now',
  dropped: 'dropped',
  failed: 'failed',
  not_reachable: 'not reachable',
  previous_step_not_sent: 'step before not sent',
  not_delivered_in_time: 'not delivered in time',
  not_opened_in_time: 'not opened in time',
} as const satisfies Record<Cause, string>;

export const seenWords = {
  opened: 'opened',
  clicked: 'link followed',
  read: 'read',
  converted: 'converted',
  complained: 'complained',
} as const satisfies Record<NonNullable<SimulatedExample['seen']>, string>;

/** What it would have cost, as far as prices are known. */
export function costText({ cost, unpriced }: Simulation['tally']): string {
  const known = cost.filter(({ amountMicros }) => amountMicros > 0).map(moneyText);
  if (known.length > 0) return known.join(' + ');
  return unpriced > 0 ? 'Not known' : 'Nothing';
}

/** `12 fewer than version 3`, or as many as it. */
export function differenceText(now: number, before: number, than: string): string {
  if (now === before) return `as many as ${than}`;
  return now > before ? `${now - before} more than ${than}` : `${before - now} fewer than ${than}`;
}

/** The currency that prices are in, to begin with the right one. */
export function usualCurrency(prices: Prices | undefined): string {
  const known = Object.values(prices ?? {}).flatMap(({ price }) => price?.currency ?? []);
  return known[0] ?? 'EUR';
}
