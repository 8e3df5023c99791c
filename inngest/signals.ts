import { eventType, staticSchema } from 'inngest';
import { inngest } from './client.ts';

/** Says "look", and carries no data: what there is to see is in the event store. */
export const eventsAppended = eventType('events/appended', { schema: staticSchema<Record<string, never>>() });

export async function signalEventsAppended(): Promise<void> {
  await inngest.send(eventsAppended.create({}));
}
