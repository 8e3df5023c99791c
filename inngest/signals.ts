import { eventType, staticSchema } from 'inngest';
import { inngest } from './client.ts';

/** Says "look", and carries no data: what there is to see is in the event store. */
export const eventsAppended = eventType('events/appended', { schema: staticSchema<Record<string, never>>() });

/** Says that some read model was folded by other logic than this build's; each looks for itself. */
export const readModelOutdated = eventType('read-models/outdated', {
  schema: staticSchema<Record<string, never>>(),
});

/** Says that somebody wants dead letters read again: which, stands in the event store. */
export const replayRequested = eventType('dead-letters/replay-requested', {
  schema: staticSchema<Record<string, never>>(),
});

export async function signalReplayRequested(): Promise<void> {
  await inngest.send(replayRequested.create({}));
}

export async function signalEventsAppended(): Promise<void> {
  await inngest.send(eventsAppended.create({}));
}
