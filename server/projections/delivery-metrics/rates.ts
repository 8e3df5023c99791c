import type { Measure } from './measures.ts';

export type Counts = Readonly<Record<Measure, number>>;

/** `count` messages of `of`: where `of` is small, the rate says little. */
export interface Rate {
  readonly count: number;
  /** The size of the sample. */
  readonly of: number;
  /** Null for an empty sample. Above 1 where a period holds effects of messages sent before it. */
  readonly value: number | null;
}

/**
 * The usual rates. What becomes of sending is measured against `submitted` and not `accepted`, which not every provider
 * reports, and so dropped and failed messages lower the delivery rate and skipped ones do not. What people do is
 * measured against `delivered`; machines count for nothing.
 */
export const ratios = {
  delivery: ['delivered', 'submitted'],
  softBounce: ['softBounced', 'submitted'],
  hardBounce: ['hardBounced', 'submitted'],
  drop: ['dropped', 'submitted'],
  failure: ['failed', 'submitted'],
  complaint: ['complained', 'delivered'],
  unsubscribe: ['unsubscribed', 'delivered'],
  humanOpen: ['openedHuman', 'delivered'],
  humanClick: ['clickedHuman', 'delivered'],
  conversion: ['converted', 'delivered'],
} as const satisfies Record<string, readonly [count: Measure, of: Measure]>;
export type RateName = keyof typeof ratios;
export type Rates = Readonly<Record<RateName, Rate>>;

export function ratesOf(counts: Counts): Rates {
  const rates = Object.entries(ratios).map(([name, [count, of]]) => [
    name,
    rateOf(counts[count], counts[of]),
  ]);
  // Safe: one entry for each name of a ratio.
  return Object.fromEntries(rates) as Rates;
}

function rateOf(count: number, of: number): Rate {
  return { count, of, value: of === 0 ? null : count / of };
}
