import type { EventOf } from './event-definition.ts';
import { messageEvents } from './message/events.ts';
import { subjectEvents } from './subject/events.ts';
import { webhookEvents } from './webhook/events.ts';

/** Every event type of the system, by name. */
export const eventDefinitions = { ...messageEvents, ...webhookEvents, ...subjectEvents } as const;

export type DomainEvent = EventOf<typeof eventDefinitions>;
export type EventType = DomainEvent['type'];

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(eventDefinitions, type);
}
