import type { EventDefinition } from '#server/domain/event-definition.ts';
import { eventDefinitions, isEventType } from '#server/domain/events.ts';

/**
 * Raises stored data to the current shape of its type, one version at a time.
 * Throws when this build does not know the type or is older than the event: deploy forwards, never back.
 */
export function upcastEvent(type: string, version: number, data: unknown): unknown {
  if (!isEventType(type)) throw new Error(`event type ${type} is unknown to this build`);
  const definition: EventDefinition = eventDefinitions[type];
  if (version > definition.version) {
    throw new Error(`${type} is stored as version ${version}, this build knows ${definition.version}`);
  }
  let current = data;
  for (let from = version; from < definition.version; from += 1) {
    const step = definition.upcast[from];
    if (!step) throw new Error(`${type} has no upcaster from version ${from}`);
    current = step(current);
  }
  return current;
}
