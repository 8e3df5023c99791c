import type { ReportKind } from '#server/domain/message/report.ts';
import type { EventOf, Preferences } from './payload.ts';

/** One wish of a person about a contact list: the whole of it, or one of its topics. */
export interface Wish {
  readonly kind: Extract<ReportKind, 'unsubscribed' | 'resubscribed'>;
  readonly scope: string;
}

/**
 * What a person changed on the preference page of a contact list. An opt-in counts only where there was an opt-out
 * before, since the list repeats every topic however it stood.
 */
export function wishesOf({ subscription }: EventOf<'Subscription'>): readonly Wish[] {
  const before = standings(subscription.oldTopicPreferences);
  const after = standings(subscription.newTopicPreferences);
  return [...after].flatMap(([scope, isOut]): readonly Wish[] => {
    const wasOut = before.get(scope) ?? false;
    if (isOut === wasOut) return [];
    return [{ kind: isOut ? 'unsubscribed' : 'resubscribed', scope }];
  });
}

/** By scope, whether the person is out. */
function standings(preferences: Preferences | undefined): ReadonlyMap<string, boolean> {
  const standing = new Map<string, boolean>();
  if (preferences?.unsubscribeAll !== undefined) standing.set('list', preferences.unsubscribeAll);
  for (const { topicName, subscriptionStatus } of preferences?.topicSubscriptionStatus ?? []) {
    standing.set(`group:${topicName}`, subscriptionStatus === 'OptOut');
  }
  return standing;
}
