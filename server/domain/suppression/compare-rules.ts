import type { Instant } from '#server/domain/instant.ts';
import type { SuppressionState } from './state.ts';
import { isInForce, type Suppression, type SuppressionRules } from './suppression.ts';
import { suppressionsOf } from './suppressions-of.ts';

/** What other rules would make of the same history, at one moment. */
export interface RulesDifference {
  /** Suppressions that only the new rules make. */
  readonly added: readonly Suppression[];
  /** Suppressions that the new rules would not have made, or would have ended. */
  readonly removed: readonly Suppression[];
  /** The same ground of suppression with another expiry or cause, as the new rules see it. */
  readonly changed: readonly Suppression[];
  readonly unchanged: number;
}

/** Judges the same addresses by two sets of rules, so that a change can be looked at before it is made. */
export function compareRules(
  states: Iterable<SuppressionState>,
  before: SuppressionRules,
  after: SuppressionRules,
  at: Instant,
): RulesDifference {
  const added: Suppression[] = [];
  const removed: Suppression[] = [];
  const changed: Suppression[] = [];
  let unchanged = 0;
  for (const state of states) {
    const old = inForce(state, before, at);
    const now = inForce(state, after, at);
    for (const [key, suppression] of now) {
      const previous = old.get(key);
      if (previous === undefined) added.push(suppression);
      else if (isSame(previous, suppression)) unchanged += 1;
      else changed.push(suppression);
    }
    removed.push(...[...old].filter(([key]) => !now.has(key)).map(([, suppression]) => suppression));
  }
  return { added, removed, changed, unchanged };
}

function inForce(
  state: SuppressionState,
  rules: SuppressionRules,
  at: Instant,
): ReadonlyMap<string, Suppression> {
  const suppressions = suppressionsOf(state, rules).filter((suppression) => isInForce(suppression, at));
  return new Map(
    suppressions.map((suppression) => [`${suppression.cell} ${suppression.scope}`, suppression]),
  );
}

function isSame(a: Suppression, b: Suppression): boolean {
  return a.expiresAt === b.expiresAt && a.because === b.because;
}
