import type { EventDefinitions } from '#server/domain/event-definition.ts';
import { eventDefinitions } from '#server/domain/events.ts';

/** A stored event that this build cannot read. `message` says what to do about it and shows no data. */
export class UpcastError extends Error {
  override readonly name = 'UpcastError';
}

/**
 * Turns stored data of any earlier version into the current shape, one step a version.
 * Throws UpcastError for a type this build does not know, and for a version newer than it does.
 */
export function upcastEvent(
  type: string,
  version: number,
  data: unknown,
  definitions: EventDefinitions = eventDefinitions,
): unknown {
  const definition = Object.hasOwn(definitions, type) ? definitions[type] : undefined;
  if (definition === undefined) {
    throw new UpcastError(`No event type ${type} is known. A newer build wrote it: run that one.`);
  }
  if (version > definition.version) {
    throw new UpcastError(
      `${type} is stored in version ${version}, but only ${definition.version} is known. Run the newer build.`,
    );
  }
  let current = data;
  for (let from = version; from < definition.version; from += 1) {
    const step = definition.upcast[from];
    if (step === undefined) throw new UpcastError(`${type} has no step from version ${from} to ${from + 1}.`);
    current = step(current);
  }
  return current;
}
