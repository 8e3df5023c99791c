import type { Instant } from '#server/domain/instant.ts';
import { compareRules } from './compare-rules.ts';
import type { SuppressionState } from './state.ts';
import type { Suppression, SuppressionRules } from './suppression.ts';

/** How many there are, and the first of them to look at. */
export interface Sampled {
  readonly count: number;
  readonly first: readonly Suppression[];
}

/** What a change of policy would do to all addresses, of whatever number, in a size that does not grow with it. */
export interface PolicyPreview {
  /** Addresses that could be written to until then, and those that could be again. */
  readonly newlySuppressed: number;
  readonly noLongerSuppressed: number;
  /** As in `RulesDifference`, one for each ground and scope. */
  readonly added: Sampled;
  readonly removed: Sampled;
  readonly changed: Sampled;
  readonly unchanged: number;
}

const none: Sampled = { count: 0, first: [] };

export const emptyPolicyPreview: PolicyPreview = {
  newlySuppressed: 0,
  noLongerSuppressed: 0,
  added: none,
  removed: none,
  changed: none,
  unchanged: 0,
};

export interface PolicyComparison {
  readonly before: SuppressionRules;
  readonly after: SuppressionRules;
  readonly at: Instant;
  /** How many of each kind are kept to look at. */
  readonly samples: number;
}

/** Adds some more addresses to a preview, each of which must be given once. */
export function extendPolicyPreview(
  preview: PolicyPreview,
  states: Iterable<SuppressionState>,
  { before, after, at, samples }: PolicyComparison,
): PolicyPreview {
  let extended = preview;
  for (const state of states) {
    const { added, removed, changed, unchanged } = compareRules([state], before, after, at);
    const kept = changed.length + unchanged;
    const wasOpen = kept + removed.length === 0;
    const willBeOpen = kept + added.length === 0;
    extended = {
      newlySuppressed: extended.newlySuppressed + (wasOpen && !willBeOpen ? 1 : 0),
      noLongerSuppressed: extended.noLongerSuppressed + (!wasOpen && willBeOpen ? 1 : 0),
      added: sampled(extended.added, added, samples),
      removed: sampled(extended.removed, removed, samples),
      changed: sampled(extended.changed, changed, samples),
      unchanged: extended.unchanged + unchanged,
    };
  }
  return extended;
}

function sampled({ count, first }: Sampled, more: readonly Suppression[], samples: number): Sampled {
  const isFull = first.length >= samples || more.length === 0;
  return {
    count: count + more.length,
    first: isFull ? first : [...first, ...more].slice(0, samples),
  };
}
