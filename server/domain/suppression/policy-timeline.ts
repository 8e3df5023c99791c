import { DomainError } from '#server/domain/domain-error.ts';
import { compareRefs, type EventId, type EventRef, refOf } from '#server/domain/event-id.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { StoredEventOf } from '#server/domain/stored-event.ts';
import type { SuppressionPolicyChanged } from './events.ts';
import { defaultSuppressionPolicy, type SuppressionPolicy } from './policy.ts';

export type PolicyChange = EventRef & SuppressionPolicyChanged['data'];

/**
 * Which policy was in force when: the changes in the order they were made. It starts at the newest change that was
 * made for all history, for that one replaces whatever was before it; so it is as long as people changed their mind.
 */
export type PolicyTimeline = readonly PolicyChange[];

/** Adds a change. In whatever order the changes come, and however often, the timeline is the same. */
export function evolvePolicies(
  timeline: PolicyTimeline,
  event: StoredEventOf<'SuppressionPolicyChanged'>,
): PolicyTimeline {
  return withPolicyChange(timeline, { ...refOf(event), ...event.data });
}

/** The timeline with one more change, also one that is only thought of. */
export function withPolicyChange(timeline: PolicyTimeline, change: PolicyChange): PolicyTimeline {
  if (timeline.some(({ id }) => id === change.id)) return timeline;
  const changes = [...timeline, change].sort(compareRefs);
  const start = changes.findLastIndex(({ applies }) => applies === 'to_history');
  return start <= 0 ? changes : changes.slice(start);
}

/** The policy that a fact of that moment is judged by; the default one before the first change from then on. */
export function policyAt(timeline: PolicyTimeline, at: Instant): SuppressionPolicy {
  const change = timeline.findLast((one) => one.applies === 'to_history' || one.at <= at);
  return change?.policy ?? defaultSuppressionPolicy;
}

export interface ChangeSuppressionPolicy {
  readonly type: 'ChangeSuppressionPolicy';
  readonly policy: SuppressionPolicy;
  readonly applies: 'from_now' | 'to_history';
  /** The newest change that the asker knew of; null for none. */
  readonly basis: EventId | null;
}

/**
 * Changes nothing when that policy is the newest and no older one would lose its past by it. Throws DomainError
 * `policy_changed` when somebody else changed it since the asker looked.
 */
export function decidePolicyChange(
  { policy, applies, basis }: ChangeSuppressionPolicy,
  timeline: PolicyTimeline,
): readonly SuppressionPolicyChanged[] {
  const newest = timeline.at(-1)?.policy ?? defaultSuppressionPolicy;
  const rewritesPast = applies === 'to_history' && timeline.some((one) => !isSamePolicy(one.policy, policy));
  const startsFresh = applies === 'to_history' && timeline[0]?.applies === 'from_now';
  if (isSamePolicy(newest, policy) && !rewritesPast && !startsFresh) return [];
  if ((timeline.at(-1)?.id ?? null) !== basis) {
    throw new DomainError('policy_changed', 'The policy was changed by somebody else in the meantime.');
  }
  return [{ type: 'SuppressionPolicyChanged', data: { policy, applies }, personal: null }];
}

function isSamePolicy(a: SuppressionPolicy, b: SuppressionPolicy): boolean {
  return canonicalText(a) === canonicalText(b);
}

/** In a fixed order, since a database gives the properties of JSON back in its own. */
function canonicalText({ softBounces, hardBounces, stop, groups }: SuppressionPolicy): string {
  const { limit, withinDays, expiresAfterDays } = softBounces;
  const sorted = Object.entries(groups).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([limit, withinDays, expiresAfterDays, hardBounces.expiresAfterDays, stop, sorted]);
}
