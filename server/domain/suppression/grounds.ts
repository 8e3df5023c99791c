import { type Instant, latest } from '#server/domain/instant.ts';
import type { Cell } from './cell.ts';
import { daysAfter, defaultSuppressionPolicy, lastInstant } from './policy.ts';
import type { SuppressionReason } from './reason.ts';
import type { CellKey, SuppressionState } from './state.ts';
import type { SuppressionRules } from './suppression.ts';
import { reasonOf } from './suppressions-of.ts';

/**
 * What speaks against an address whatever the policy: enough for a database to leave out almost all addresses that
 * are open, and none that is suppressed. So a change of policy changes no row, and is in force wherever rows are read.
 */
export interface Grounds {
  /** Those with a fact that counts; the policy may still say that it is not enough. */
  readonly reasons: readonly SuppressionReason[];
  /** When the newest fact happened; null where there is none, and then no policy can suppress. */
  readonly lastAt: Instant | null;
  /** When the last ground ends whose end no policy decides; the last instant there is for never. */
  readonly fixedUntil: Instant | null;
  /** The newest of the kinds whose end the policy decides. */
  readonly hardBouncedAt: Instant | null;
  readonly softBouncedAt: Instant | null;
  /** In a row, as many as are remembered. */
  readonly softBounces: number;
}

export function groundsOf({ channel, cells }: SuppressionState): Grounds {
  // Safe: the keys of the cells are cell keys.
  const held = (Object.entries(cells) as [CellKey, Cell][]).filter(([, { facts }]) => facts.length > 0);
  const newestOf = (key: CellKey) => cells[key]?.facts.at(-1)?.at ?? null;
  const fixedEnds = held
    .filter(([key]) => key !== 'hard_bounce' && key !== 'soft_bounce_limit')
    .flatMap(([, { facts }]) => facts.map(({ expiresAt }) => expiresAt ?? lastInstant));
  return {
    reasons: [...new Set(held.map(([key]) => reasonOf(key, channel)))].sort(),
    lastAt: held.map(([key]) => newestOf(key)).reduce(latest, null),
    fixedUntil: fixedEnds.reduce<Instant | null>(latest, null),
    hardBouncedAt: newestOf('hard_bounce'),
    softBouncedAt: newestOf('soft_bounce_limit'),
    softBounces: cells.soft_bounce_limit?.facts.length ?? 0,
  };
}

/** What grounds must come to for any suppression to be in force; every bound is the widest of all policies. */
export interface GroundBounds {
  /** A fixed end at or before it is over. */
  readonly at: Instant;
  /** A bounce at or before these moments counts no more; null where bounces count for ever. */
  readonly hardBouncedAfter: Instant | null;
  readonly softBouncedAfter: Instant | null;
  readonly softBounces: number;
}

export function boundsOf({ policies }: SuppressionRules, at: Instant): GroundBounds {
  const changes = policies.map(({ policy }) => policy);
  const judging = policies[0]?.applies === 'to_history' ? changes : [defaultSuppressionPolicy, ...changes];
  const hardDays = judging.map(({ hardBounces }) => hardBounces.expiresAfterDays);
  const softDays = judging.map(({ softBounces }) => softBounces.expiresAfterDays);
  return {
    at,
    hardBouncedAfter: earliestCounting(at, hardDays),
    softBouncedAfter: earliestCounting(at, softDays),
    softBounces: Math.min(...judging.map(({ softBounces }) => softBounces.limit)),
  };
}

function earliestCounting(at: Instant, days: readonly (number | null)[]): Instant | null {
  const longest = days.reduce((a, b) => (a === null || b === null ? null : Math.max(a, b)), 0);
  return longest === null ? null : daysAfter(at, -longest);
}
