import { accountEmails } from '#server/auth/account-emails.ts';
import type { Viewer } from '#server/auth/viewer.ts';
import { installation } from '#server/commands/policy-choices.ts';
import type { EscalationPolicy } from '#server/domain/escalation/policy.ts';
import {
  emptyPolicyBook,
  evolvePolicyBook,
  type PolicyBook,
  policiesInForce,
  pricesOf,
} from '#server/domain/escalation-policy/book.ts';
import {
  type EscalationPolicyEvent,
  escalationPoliciesStream,
  isEscalationPolicyEvent,
} from '#server/domain/escalation-policy/events.ts';
import { findingKey, type PolicyFinding, policyFindings } from '#server/domain/escalation-policy/findings.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { Context } from './trpc.ts';

/** One change of a policy, as it is listed. */
export interface PolicyVersion {
  readonly version: number;
  readonly at: Instant;
  /** Null for somebody who is not named to this viewer, or not any more. */
  readonly by: string | null;
  /** Null for a retirement. */
  readonly policy: EscalationPolicy | null;
}

/** A finding, or that something cannot be read at all, with the name by which somebody confirms it. */
export interface FindingView extends Omit<PolicyFinding, 'rule'> {
  readonly rule: PolicyFinding['rule'] | 'unreadable';
  readonly key: string;
}

export interface PolicyHistory {
  readonly book: PolicyBook;
  /** The changes of each policy, the newest first. */
  readonly versions: ReadonlyMap<string, readonly PolicyVersion[]>;
}

/** All policies with every version of them. Only administrators see who made one: it tells on colleagues. */
export async function readPolicyHistory(
  { db, eventStore }: Pick<Context['deps'], 'db' | 'eventStore'>,
  viewer: Viewer,
): Promise<PolicyHistory> {
  const stored = await eventStore.readStream(escalationPoliciesStream);
  const events = stored.filter((event) => isEscalationPolicyEvent(event));
  const actors = events.flatMap(({ actor }) => actor ?? []);
  const emails = viewer.role === 'admin' ? await accountEmails(db, actors) : new Map<string, string>();
  const versions = new Map<string, PolicyVersion[]>();
  for (const event of events.toReversed()) {
    const change = changeIn(event);
    if (change === null) continue;
    const by = event.actor === null ? null : (emails.get(event.actor) ?? null);
    const made = { version: change.version, at: event.occurredAt, by, policy: change.policy };
    versions.set(change.policyId, [...(versions.get(change.policyId) ?? []), made]);
  }
  return { book: events.reduce(evolvePolicyBook, emptyPolicyBook), versions };
}

/** What is to be said of a policy in this installation. */
export function findingsOf(policy: EscalationPolicy, book: PolicyBook): readonly FindingView[] {
  const around = { ...installation, prices: pricesOf(book), policies: policiesInForce(book) };
  return policyFindings(policy, around).map((finding) => ({ ...finding, key: findingKey(finding) }));
}

function changeIn({ type, data }: EscalationPolicyEvent & Pick<StoredEvent, 'actor'>) {
  switch (type) {
    case 'EscalationPolicySaved': {
      const { policy } = data;
      return { policyId: policy.policyId, version: policy.version, policy };
    }
    case 'EscalationPolicyRetired':
      return { policyId: data.policyId, version: data.version, policy: null };
    case 'ChannelPriceSet':
      return null;
  }
}
