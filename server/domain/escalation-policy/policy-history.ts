import { defaultCategories } from '#server/domain/category/category.ts';
import { samplePolicy } from '#server/domain/escalation/escalation-history.ts';
import { emptyPolicyBook, evolvePolicyBook, type PolicyBook } from './book.ts';
import type { PolicyDraft } from './draft.ts';
import type { EscalationPolicyEvent } from './events.ts';
import type { PolicySurroundings } from './findings.ts';

/** For tests: a draft without findings, for billing mail. */
export function sampleDraft(changes: Partial<PolicyDraft> = {}): PolicyDraft {
  const { version: _, ...policy } = samplePolicy({ policyId: 'receipts' });
  return { ...policy, ...changes };
}

/** For tests: that a policy was saved. */
export function saved(version: number, changes: Partial<PolicyDraft> = {}): EscalationPolicyEvent {
  const policy = { ...sampleDraft(changes), version };
  return { type: 'EscalationPolicySaved', data: { policy }, personal: null };
}

/** For tests: that the policy `receipts` was retired. */
export function retired(version: number): EscalationPolicyEvent {
  return { type: 'EscalationPolicyRetired', data: { policyId: 'receipts', version }, personal: null };
}

/** For tests: that an SMS costs so many cents from then on. */
export function priced(version: number, cents: number | null): EscalationPolicyEvent {
  const price = cents === null ? null : { currency: 'EUR', amountMicros: cents * 10_000 };
  return { type: 'ChannelPriceSet', data: { channel: 'sms', version, price }, personal: null };
}

/** For tests: the book that these changes make. */
export function bookOf(...events: readonly EscalationPolicyEvent[]): PolicyBook {
  return events.reduce(evolvePolicyBook, emptyPolicyBook);
}

/** For tests: what policies may name. */
export const sampleInstallation: Pick<PolicySurroundings, 'categories' | 'templates'> = {
  categories: defaultCategories,
  templates: ['receipt', 'receipt-short'],
};
