import type { CategoryTable } from '#server/domain/category/category.ts';
import type { EventId, EventRef } from '#server/domain/event-id.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { PolicyTimeline } from './policy-timeline.ts';
import type { SuppressionReason } from './reason.ts';
import type { SuppressionScope } from './scope.ts';
import type { CellKey } from './state.ts';

/** What facts are judged by. Both are input, so the same facts can be judged by other rules to see what would change. */
export interface SuppressionRules {
  readonly policies: PolicyTimeline;
  readonly categories: CategoryTable;
}

/** One reason not to write to an address. */
export interface Suppression {
  readonly channel: Channel;
  readonly subjectId: string;
  readonly cell: CellKey;
  readonly reason: SuppressionReason;
  readonly scope: SuppressionScope;
  /** When the event that caused it happened. */
  readonly since: Instant;
  /** The event that caused it: the first of those still counting. */
  readonly because: EventId;
  /** False when so many facts followed that the very first is no longer known. */
  readonly isCauseKnown: boolean;
  /** The newest event that speaks for it; lifting goes up to here. */
  readonly newest: EventRef;
  readonly expiresAt: Instant | null;
}

export function isInForce({ expiresAt }: Pick<Suppression, 'expiresAt'>, at: Instant): boolean {
  return expiresAt === null || at < expiresAt;
}
