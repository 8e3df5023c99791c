import { DomainError } from '#server/domain/domain-error.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { Money } from '#server/domain/money.ts';
import { entryOf, type PolicyBook, policiesInForce, pricesOf } from './book.ts';
import { isSamePolicy, type PolicyDraft, withVersion } from './draft.ts';
import type { EscalationPolicyEvent } from './events.ts';
import { findingKey, type PolicySurroundings, policyFindings } from './findings.ts';

export type PolicyCommand =
  | {
      readonly type: 'SavePolicy';
      readonly draft: PolicyDraft;
      /** The version that the asker saw; null for a policy that is to be new. */
      readonly basis: number | null;
      /** The keys of the warnings that the asker means nevertheless. */
      readonly confirmed: readonly string[];
      readonly installation: Pick<PolicySurroundings, 'categories' | 'templates'>;
    }
  | { readonly type: 'RetirePolicy'; readonly policyId: string; readonly basis: number }
  | {
      readonly type: 'SetChannelPrice';
      readonly channel: Channel;
      readonly price: Money | null;
      readonly basis: number;
    };

/**
 * What a wish about policies brings; nothing where it is so already. Throws DomainError `policy_changed` when somebody
 * else was quicker, `policy_name_taken`, `policy_unknown`, `policy_refused` for a finding that is an error and
 * `policy_unconfirmed` for a warning that nobody confirmed.
 */
export function decidePolicy(command: PolicyCommand, book: PolicyBook): readonly EscalationPolicyEvent[] {
  switch (command.type) {
    case 'SavePolicy':
      return saved(command, book);
    case 'RetirePolicy':
      return retired(command, book);
    case 'SetChannelPrice':
      return priced(command, book);
  }
}

function saved(
  { draft, basis, confirmed, installation }: PolicyCommand & { type: 'SavePolicy' },
  book: PolicyBook,
): readonly EscalationPolicyEvent[] {
  const entry = entryOf(book, draft.policyId);
  const isSo = entry?.status === 'in_force' && entry.policy !== null && isSamePolicy(entry.policy, draft);
  if (isSo) return [];
  if (entry !== null && basis === null) {
    throw new DomainError('policy_name_taken', 'There is or was a policy of this name.');
  }
  requireBasis(basis, entry?.version ?? null);
  const policy = withVersion(draft, (entry?.version ?? 0) + 1);
  const around = { ...installation, prices: pricesOf(book), policies: policiesInForce(book) };
  const findings = policyFindings(policy, around);
  if (findings.some(({ severity }) => severity === 'error')) {
    throw new DomainError('policy_refused', 'The policy has an error.');
  }
  if (findings.some((finding) => !confirmed.includes(findingKey(finding)))) {
    throw new DomainError('policy_unconfirmed', 'The policy has a warning that nobody confirmed.');
  }
  return [{ type: 'EscalationPolicySaved', data: { policy }, personal: null }];
}

function retired(
  { policyId, basis }: PolicyCommand & { type: 'RetirePolicy' },
  book: PolicyBook,
): readonly EscalationPolicyEvent[] {
  const entry = entryOf(book, policyId);
  if (entry === null) throw new DomainError('policy_unknown', 'There is no policy of this name.');
  if (entry.status === 'retired') return [];
  requireBasis(basis, entry.version);
  const data = { policyId, version: entry.version + 1 };
  return [{ type: 'EscalationPolicyRetired', data, personal: null }];
}

function priced(
  { channel, price, basis }: PolicyCommand & { type: 'SetChannelPrice' },
  book: PolicyBook,
): readonly EscalationPolicyEvent[] {
  const known = book.prices[channel];
  if (isSamePrice(known.price, price)) return [];
  requireBasis(basis, known.version);
  const data = { channel, version: known.version + 1, price };
  return [{ type: 'ChannelPriceSet', data, personal: null }];
}

function requireBasis(basis: number | null, version: number | null): void {
  if (basis !== version) {
    throw new DomainError('policy_changed', 'Somebody else changed this in the meantime.');
  }
}

function isSamePrice(a: Money | null, b: Money | null): boolean {
  return a?.currency === b?.currency && a?.amountMicros === b?.amountMicros;
}
