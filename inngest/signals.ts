import { eventType, staticSchema } from 'inngest';
import { z } from 'zod';
import { alertNews } from '#server/domain/alert/events.ts';
import { inngest } from './client.ts';

/** Says "look", and carries no data: what there is to see is in the event store. */
export const eventsAppended = eventType('events/appended', { schema: staticSchema<Record<string, never>>() });

/** Says that somebody wishes something of a rebuild: what, and of which read model, stands in the event store. */
export const rebuildWished = eventType('read-models/rebuild-wished', {
  schema: staticSchema<Record<string, never>>(),
});

/** Says that somebody wants dead letters read again: which, stands in the event store. */
export const replayRequested = eventType('dead-letters/replay-requested', {
  schema: staticSchema<Record<string, never>>(),
});

/** Says that there is something to tell: what, stands in the event store. */
export const notificationRequested = eventType('notifications/requested', {
  schema: z.object({ notificationId: z.string().min(1) }),
});

const ofEscalation = { schema: z.object({ notificationId: z.string().min(1) }) };

/** Says that somebody should be watching this escalation. Whoever watches it already is not disturbed. */
export const escalationPlanned = eventType('escalations/planned', ofEscalation);

/** Says that a step of this escalation was decided for by somebody who does not send. */
export const escalationDecided = eventType('escalations/decided', ofEscalation);

/** Says that something was heard that may concern this escalation: what, stands in the event store. */
export const escalationHeard = eventType('escalations/heard', ofEscalation);

/** Says that somebody wants to know now how the mail fares. */
export const checkWished = eventType('deliverability/check-wished', {
  schema: staticSchema<Record<string, never>>(),
});

/** Says that there is news of an alert that people are to be told: what, stands in the event store. */
export const alertNewsFound = eventType('alerts/news-found', {
  schema: z.object({ alertId: z.string().min(1), news: z.enum(alertNews) }),
});

/** What the engine takes in one request. */
const mostAtOnce = 1_000;

export async function signalNotificationsRequested(notificationIds: readonly string[]): Promise<void> {
  for (let start = 0; start < notificationIds.length; start += mostAtOnce) {
    const some = notificationIds.slice(start, start + mostAtOnce);
    await inngest.send(some.map((notificationId) => notificationRequested.create({ notificationId })));
  }
}

export async function signalEscalationHeard(notificationId: string): Promise<void> {
  await inngest.send(escalationHeard.create({ notificationId }));
}

export async function signalCheckWished(): Promise<void> {
  await inngest.send(checkWished.create({}));
}

export async function signalRebuildWished(): Promise<void> {
  await inngest.send(rebuildWished.create({}));
}

export async function signalReplayRequested(): Promise<void> {
  await inngest.send(replayRequested.create({}));
}

export async function signalEventsAppended(): Promise<void> {
  await inngest.send(eventsAppended.create({}));
}
