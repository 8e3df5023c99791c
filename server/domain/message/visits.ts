import type { Instant } from '#server/domain/instant.ts';
import { compareText } from './ordering.ts';
import type { MachineVerdict } from './report.ts';

/** One look at a message. What it says of its visitor is a claim, to be judged once the delivery's time is known. */
export interface Visit {
  readonly position: number;
  readonly kind: 'opened' | 'clicked' | 'read';
  readonly at: Instant;
  /** What the provider says of the visitor; null when it says nothing. */
  readonly claim: MachineVerdict | null;
}

const earliestKept = 12;
const latestKept = 4;

/** How many visits a state holds at most. */
export const visitsKept = earliestKept + latestKept;

/**
 * The earliest visits tell scanners by their haste, the latest tell whether a person came after them; the rest is
 * dropped. Since the least and the greatest of a union are among those of its parts, the order of joining shows not.
 */
export function joinVisits(a: readonly Visit[], b: readonly Visit[]): readonly Visit[] {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  const all = [...a, ...b].sort(compareVisits);
  if (all.length <= visitsKept) return all;
  return [...all.slice(0, earliestKept), ...all.slice(-latestKept)];
}

function compareVisits(a: Visit, b: Visit): number {
  return compareText(a.at, b.at) || a.position - b.position;
}
