import type { EscalationPolicy } from '#server/domain/escalation/policy.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { Money } from '#server/domain/money.ts';
import type { EscalationPolicyEvent } from './events.ts';

/** Of one policy, the newest change; a retired one keeps what it said. */
export interface PolicyEntry {
  readonly status: 'in_force' | 'retired';
  /** The number of the newest change, which may be a retirement and then is higher than the policy's own. */
  readonly version: number;
  readonly policy: EscalationPolicy | null;
}

/** The newest price of a channel; version 0 where nobody ever set one. */
export interface PriceEntry {
  readonly version: number;
  readonly price: Money | null;
}

/** Every policy there ever was, by id, and what a message on each channel costs. */
export interface PolicyBook {
  readonly policies: Readonly<Record<string, PolicyEntry>>;
  readonly prices: Readonly<Record<Channel, PriceEntry>>;
}

const unpriced: PriceEntry = { version: 0, price: null };

export const emptyPolicyBook: PolicyBook = {
  policies: {},
  prices: { email: unpriced, sms: unpriced, push: unpriced, in_app: unpriced },
};

/** Adds a change. The one with the higher number stands, in whatever order they come and however often. */
export function evolvePolicyBook(book: PolicyBook, event: EscalationPolicyEvent): PolicyBook {
  switch (event.type) {
    case 'EscalationPolicySaved': {
      const { policy } = event.data;
      const known = entryOf(book, policy.policyId);
      if (known === null || known.version < policy.version) {
        return withEntry(book, policy.policyId, { status: 'in_force', version: policy.version, policy });
      }
      const isNewest = known.policy === null || known.policy.version < policy.version;
      return isNewest ? withEntry(book, policy.policyId, { ...known, policy }) : book;
    }
    case 'EscalationPolicyRetired': {
      const { policyId, version } = event.data;
      const known = entryOf(book, policyId);
      if (known !== null && known.version >= version) return book;
      return withEntry(book, policyId, { status: 'retired', version, policy: known?.policy ?? null });
    }
    case 'ChannelPriceSet': {
      const { channel, version, price } = event.data;
      if (book.prices[channel].version >= version) return book;
      return { ...book, prices: { ...book.prices, [channel]: { version, price } } };
    }
  }
}

/** What is known of a policy; null for an id nobody ever used. */
export function entryOf({ policies }: PolicyBook, policyId: string): PolicyEntry | null {
  return Object.hasOwn(policies, policyId) ? (policies[policyId] ?? null) : null;
}

/** The policies in force. */
export function policiesInForce({ policies }: PolicyBook): readonly EscalationPolicy[] {
  return Object.values(policies).flatMap(({ status, policy }) =>
    status === 'in_force' && policy !== null ? [policy] : [],
  );
}

/** What one message on each channel costs; null where that is not known. */
export function pricesOf({ prices }: PolicyBook): Readonly<Record<Channel, Money | null>> {
  const { email, sms, push, in_app } = prices;
  return { email: email.price, sms: sms.price, push: push.price, in_app: in_app.price };
}

function withEntry(book: PolicyBook, policyId: string, entry: PolicyEntry): PolicyBook {
  return { ...book, policies: { ...book.policies, [policyId]: entry } };
}
