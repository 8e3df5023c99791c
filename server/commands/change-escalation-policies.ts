import { DomainError } from '#server/domain/domain-error.ts';
import { decidePolicy, type PolicyCommand } from '#server/domain/escalation-policy/decide.ts';
import {
  type EscalationPolicyEvent,
  escalationPoliciesStream,
} from '#server/domain/escalation-policy/events.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { adminEvent } from './admin-event.ts';
import { loadWholePolicyBook } from './load-policy-book.ts';
import { installation } from './policy-choices.ts';

const attempts = 3;

/** As `PolicyCommand`, without what is looked up. */
export type PolicyWish =
  | Omit<Extract<PolicyCommand, { type: 'SavePolicy' }>, 'installation'>
  | Exclude<PolicyCommand, { type: 'SavePolicy' }>;

/**
 * Changes a policy or a price, which is in force from the moment this resolves; false when it is so already. Throws
 * DomainError as `decidePolicy` does.
 */
export async function changeEscalationPolicies(
  { eventStore }: { readonly eventStore: EventStore },
  wish: PolicyWish,
  { actor, at }: { readonly actor: string; readonly at: Instant },
): Promise<{ readonly changed: boolean }> {
  const command: PolicyCommand = wish.type === 'SavePolicy' ? { ...wish, installation } : wish;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const [decided] = decidePolicy(command, await loadWholePolicyBook(eventStore));
    if (decided === undefined) return { changed: false };
    const key = keyOf(decided);
    // Of two who change the same version the second is taken for a redelivery, and decides again.
    const { appended } = await eventStore.append([
      {
        ...decided,
        stream: escalationPoliciesStream,
        ...adminEvent(key, { actor, at }),
      },
    ]);
    if (appended > 0) return { changed: true };
  }
  throw new DomainError('policy_changed', 'The policies are being changed by somebody else.');
}

function keyOf({ type, data }: EscalationPolicyEvent): string {
  switch (type) {
    case 'EscalationPolicySaved':
      return `escalation-policy-${data.policy.policyId}-${data.policy.version}`;
    case 'EscalationPolicyRetired':
      return `escalation-policy-${data.policyId}-${data.version}`;
    case 'ChannelPriceSet':
      return `channel-price-${data.channel}-${data.version}`;
  }
}
