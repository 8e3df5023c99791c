import { defaultCategories } from '#server/domain/category/category.ts';
import { eventsAsOf, type Moment } from '#server/domain/moment.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { suppressionPolicyStream } from '#server/domain/suppression/events.ts';
import { evolvePolicies, type PolicyTimeline } from '#server/domain/suppression/policy-timeline.ts';
import type { SuppressionRules } from '#server/domain/suppression/suppression.ts';

/** What is needed of an event store. */
interface StreamReader {
  readStream(stream: string): Promise<readonly StoredEvent[]>;
}

/**
 * The rules by which everything is judged: lists, checks and decisions all ask here. They are read from their stream,
 * which is as short as people seldom change them, so a change is in force everywhere from the moment it is durable.
 */
export async function currentSuppressionRules(eventStore: StreamReader): Promise<SuppressionRules> {
  return rulesOf(await eventStore.readStream(suppressionPolicyStream));
}

/** The rules in force at a moment, or those we knew to be. */
export async function suppressionRulesAsOf(
  eventStore: StreamReader,
  moment: Moment,
): Promise<SuppressionRules> {
  return rulesOf(eventsAsOf(await eventStore.readStream(suppressionPolicyStream), moment));
}

function rulesOf(events: readonly StoredEvent[]): SuppressionRules {
  const policies = events
    .filter((event) => event.type === 'SuppressionPolicyChanged')
    .reduce<PolicyTimeline>(evolvePolicies, []);
  return { policies, categories: defaultCategories };
}
