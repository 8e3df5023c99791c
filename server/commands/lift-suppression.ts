import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { decideSuppression } from '#server/domain/suppression/decide.ts';
import type { CellKey } from '#server/domain/suppression/state.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { suppressionStateOf } from '#server/projections/suppressions/as-of-queries.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { type Author, liftEvent } from './suppression-event.ts';

export interface LiftSuppression {
  readonly channel: Channel;
  readonly subjectId: string;
  /** The one ground to take away; others go on standing against the address. */
  readonly cell: CellKey;
  /** For the audit; never names the person. */
  readonly why: string;
  readonly by: Author;
  /** The moment of asking. */
  readonly at: Instant;
}

/**
 * Takes away one ground of suppression as far as it is known now; false when it did not hold any more. Resolves once
 * that is durable. Throws DomainError `lift_needs_reason`.
 */
export async function liftSuppression(
  { eventStore }: { readonly eventStore: EventStore },
  { channel, subjectId, cell, why, by, at }: LiftSuppression,
): Promise<{ readonly lifted: boolean }> {
  const [state, rules] = await Promise.all([
    suppressionStateOf(eventStore, { channel, subjectId }),
    currentSuppressionRules(eventStore),
  ]);
  const events = decideSuppression({ type: 'LiftSuppression', cell, why, at }, state, rules).flatMap(
    (decided) => (decided.type === 'SuppressionLifted' ? [liftEvent(eventStore, decided, { by, at })] : []),
  );
  const { appended } = await eventStore.append(events);
  return { lifted: appended > 0 };
}
