import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { decideSuppression } from '#server/domain/suppression/decide.ts';
import type { SuppressionScope } from '#server/domain/suppression/scope.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { suppressionStateOf } from '#server/projections/suppressions/as-of-queries.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { liftEvent } from './suppression-event.ts';

export interface Resubscribe {
  readonly channel: Channel;
  /** Proven to be theirs. */
  readonly subjectId: string;
  readonly scope: SuppressionScope;
  readonly actor: string;
  readonly at: Instant;
}

/** A person wants messages again that they left. A bounce, a complaint or a STOP is not lifted by that. */
export async function resubscribe(
  { eventStore }: { readonly eventStore: EventStore },
  { channel, subjectId, scope, actor, at }: Resubscribe,
): Promise<{ readonly lifted: boolean }> {
  const [state, rules] = await Promise.all([
    suppressionStateOf(eventStore, { channel, subjectId }),
    currentSuppressionRules(eventStore),
  ]);
  const by = { actor, source: 'user' } as const;
  const events = decideSuppression({ type: 'Resubscribe', scope, at }, state, rules).flatMap((decided) =>
    decided.type === 'SuppressionLifted' ? [liftEvent(eventStore, decided, { by, at })] : [],
  );
  const { appended } = await eventStore.append(events);
  return { lifted: appended > 0 };
}
