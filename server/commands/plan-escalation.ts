import type { EscalationPolicy } from '#server/domain/escalation/policy.ts';
import { policyFor } from '#server/domain/escalation/policy.ts';
import { react } from '#server/domain/escalation/react.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { appendActions } from './append-actions.ts';
import { loadEscalation } from './load-escalation.ts';
import { loadNotification } from './load-notification.ts';
import { loadPolicyBook } from './load-policy-book.ts';
import { channelsToTry } from './plan-notification.ts';
import type { SendDeps } from './send-deps.ts';

/** The policy that a notification is told again by; null where none is for it. */
export interface PlannedEscalation {
  readonly policyId: string | null;
}

/**
 * Plans how a notification is told again, by the policies in force now, once: whoever plans it again finds the first plan.
 * A policy is only for notifications that may go over the channel it watches.
 */
export async function planEscalation(deps: SendDeps, notificationId: string): Promise<PlannedEscalation> {
  const { eventStore, outbound, now } = deps;
  const { policies } = await loadPolicyBook(eventStore);
  const state = await loadEscalation(eventStore, notificationId);
  if (state.status !== 'unplanned') return { policyId: state.plan.policy.policyId };
  if (policies.length === 0) return { policyId: null };
  const notification = await loadNotification(eventStore, notificationId);
  if (notification.status === 'unrequested' || notification.personal === null) return { policyId: null };
  const { request } = notification;
  const policy = policyFor(request, watching(policies, channelsToTry(outbound, request)));
  if (policy === null) return { policyId: null };
  const { actions } = react({ type: 'plan', at: now(), notification: request, policy }, state);
  const isFirst = await appendActions(eventStore, actions);
  return isFirst ? { policyId: policy.policyId } : await planEscalation(deps, notificationId);
}

function watching(
  policies: readonly EscalationPolicy[],
  channels: readonly Channel[],
): readonly EscalationPolicy[] {
  return policies.filter(({ channel }) => channels.includes(channel));
}
