import type { EscalationPolicy } from '#server/domain/escalation/policy.ts';
import {
  emptyPolicyBook,
  evolvePolicyBook,
  type PolicyBook,
  policiesInForce,
  pricesOf,
} from '#server/domain/escalation-policy/book.ts';
import {
  escalationPoliciesStream,
  isEscalationPolicyEvent,
} from '#server/domain/escalation-policy/events.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { Money } from '#server/domain/money.ts';
import type { EventStore } from '#server/event-store/event-store.ts';

/** What the workflow goes by. */
export interface PoliciesInForce {
  readonly policies: readonly EscalationPolicy[];
  /** Of one message on each channel; null where it is not known. */
  readonly prices: Readonly<Record<Channel, Money | null>>;
}

/**
 * The policies in force, without the retired. They are read from their stream, which is as short as people seldom change
 * them, so a change is in force everywhere from the moment it is durable.
 */
export async function loadPolicyBook(eventStore: Pick<EventStore, 'readStream'>): Promise<PoliciesInForce> {
  const book = await loadWholePolicyBook(eventStore);
  return { policies: policiesInForce(book), prices: pricesOf(book) };
}

/** The same with the retired policies and the version of everything, for whoever changes something. */
export async function loadWholePolicyBook(eventStore: Pick<EventStore, 'readStream'>): Promise<PolicyBook> {
  const events = await eventStore.readStream(escalationPoliciesStream);
  return events.filter((event) => isEscalationPolicyEvent(event)).reduce(evolvePolicyBook, emptyPolicyBook);
}
