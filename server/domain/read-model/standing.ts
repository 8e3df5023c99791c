import type { Instant } from '#server/domain/instant.ts';

/**
 * Where the newest rebuild of a read model stands. `differs`: it gave other rows than the live ones by the same logic,
 * and waits for somebody to decide. `refused`: what the live rows vouch for is not what is stored.
 */
export const rebuildStatuses = ['none', 'reading', 'differs', 'refused', 'swapped', 'aborted'] as const;
export type RebuildStatus = (typeof rebuildStatuses)[number];

/** What is known of a read model's rebuilds when somebody wishes something of it. */
export interface RebuildStanding {
  readonly status: RebuildStatus;
  /** Null before the first one. */
  readonly startedAt: Instant | null;
  /** The wishes up to this position have been taken up. */
  readonly seenUpTo: number;
}

/** A new copy stands beside the live rows. */
export function isUnderWay(status: RebuildStatus): boolean {
  return status === 'reading' || status === 'differs' || status === 'refused';
}
