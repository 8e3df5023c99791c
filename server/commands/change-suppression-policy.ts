import { DomainError } from '#server/domain/domain-error.ts';
import type { EventId } from '#server/domain/event-id.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { suppressionPolicyStream } from '#server/domain/suppression/events.ts';
import type { SuppressionPolicy } from '#server/domain/suppression/policy.ts';
import type { PolicyPreview } from '#server/domain/suppression/policy-preview.ts';
import {
  decidePolicyChange,
  type PolicyTimeline,
  withPolicyChange,
} from '#server/domain/suppression/policy-timeline.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { previewPolicy } from '#server/projections/suppressions/sweep-queries.ts';
import { adminEvent } from './admin-event.ts';

/** A policy, and whether it judges what happens from now on or all that ever happened. */
export interface PolicyWish {
  readonly policy: SuppressionPolicy;
  readonly applies: 'from_now' | 'to_history';
}

const attempts = 3;

/** What the change would do to every address, by the facts as they are; nothing is written. */
export async function previewSuppressionPolicy(
  { db, eventStore }: { readonly db: Parameters<typeof previewPolicy>[0]; readonly eventStore: EventStore },
  wish: PolicyWish,
  { at, samples }: { readonly at: Instant; readonly samples: number },
): Promise<PolicyPreview & { readonly basis: EventId | null }> {
  const before = await currentSuppressionRules(eventStore);
  const thought = { ...wish, at: momentAfter(before.policies, at), id: 'preview/change' };
  const after = { ...before, policies: withPolicyChange(before.policies, thought) };
  const preview = await previewPolicy(db, { before, after, at, samples });
  return { ...preview, basis: basisOf(before.policies) };
}

/**
 * Changes the policy; false when it is so already. It is in force wherever suppressions are read from the moment this
 * resolves. `basis` is what the preview said: throws DomainError `policy_changed` when it is no longer the newest.
 */
export async function changeSuppressionPolicy(
  { eventStore }: { readonly eventStore: EventStore },
  wish: PolicyWish & { readonly basis: EventId | null; readonly actor: string; readonly at: Instant },
): Promise<{ readonly changed: boolean }> {
  const { policy, applies, basis, actor, at } = wish;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const { policies } = await currentSuppressionRules(eventStore);
    const [decided] = decidePolicyChange(
      { type: 'ChangeSuppressionPolicy', policy, applies, basis },
      policies,
    );
    if (decided === undefined) return { changed: false };
    const id = `${suppressionPolicyStream}-${eventStore.hash('suppression-policy', basis ?? 'default')}`;
    // One change can follow another: of two at once the second is taken for a redelivery, and decided again.
    const { appended } = await eventStore.append([
      {
        ...decided,
        stream: suppressionPolicyStream,
        ...adminEvent(id, { actor, at }),
        occurredAt: momentAfter(policies, at),
      },
    ]);
    if (appended > 0) return { changed: true };
  }
  throw new DomainError('policy_changed', 'The policy is being changed by somebody else.');
}

function basisOf(policies: PolicyTimeline): EventId | null {
  return policies.at(-1)?.id ?? null;
}

/** Clocks of several servers differ, but what was decided later is later. */
function momentAfter(policies: PolicyTimeline, at: Instant): Instant {
  const newest = policies.at(-1);
  return newest !== undefined && newest.at >= at ? instantFromMs(msFromInstant(newest.at) + 1) : at;
}
