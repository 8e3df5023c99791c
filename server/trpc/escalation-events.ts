import { isEscalationEvent } from '#server/commands/load-escalation.ts';
import type { Deps } from '#server/deps.ts';
import { escalationStream } from '#server/domain/escalation/events.ts';
import { eventsAsOf, type Moment } from '#server/domain/moment.ts';
import type { EscalationTimelineEvent } from './escalation-story.ts';
import type { MessageTimelineEvent } from './message-events.ts';

/** Everything that happened to the escalation of the notification that a message belongs to, now or up to a moment. */
export async function escalationEventsOf(
  { eventStore }: Pick<Deps, 'eventStore'>,
  events: readonly MessageTimelineEvent[],
  at: Moment | null,
): Promise<readonly EscalationTimelineEvent[]> {
  const notificationId = events.flatMap(({ data }) =>
    'notificationId' in data ? [data.notificationId] : [],
  )[0];
  if (notificationId === undefined) return [];
  const all = await eventStore.readStream(escalationStream(notificationId));
  const escalation = all.filter((event): event is EscalationTimelineEvent => isEscalationEvent(event));
  return at === null ? escalation : eventsAsOf(escalation, at);
}
