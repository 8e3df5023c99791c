import { react } from '#server/domain/escalation/react.ts';
import type { Instant } from '#server/domain/instant.ts';
import { appendActions } from './append-actions.ts';
import { loadEscalation } from './load-escalation.ts';
import type { SendDeps } from './send-deps.ts';

export interface SettleEscalation {
  readonly notificationId: string;
  /** Counted from 0. */
  readonly step: number;
  readonly outcome: 'sent' | 'not_sent';
  /** The person who found out, by their opaque id. */
  readonly actor: string;
  readonly at: Instant;
}

/**
 * Records what became of a step whose outcome nobody could say. Resolves once it is durable; whoever calls then signals
 * that something was heard. The same answer once more changes nothing. Throws DomainError `outcome_not_unknown`.
 */
export async function settleEscalation(
  { eventStore }: Pick<SendDeps, 'eventStore'>,
  { notificationId, step, outcome, actor, at }: SettleEscalation,
): Promise<void> {
  for (let isDone = false; !isDone; ) {
    const state = await loadEscalation(eventStore, notificationId);
    const { actions } = react({ type: 'settle', at, step, outcome }, state);
    isDone = await appendActions(eventStore, actions, actor);
  }
}
