import { compareRefs, type EventRef, refOf } from '#server/domain/event-id.ts';
import type { Source } from '#server/domain/stored-event.ts';
import type { PreferenceEvent } from './events.ts';
import type { StoredPreferenceEvent } from './evolve.ts';

/** One change of a person's wishes, as it was made. */
export interface PreferenceHistoryEntry extends EventRef {
  readonly change: Pick<PreferenceEvent, 'type' | 'data'>;
  /** Who made it, where that is known. */
  readonly actor: string | null;
  readonly source: Source;
}

/** Every change once, the newest first, in whatever order the events were read. */
export function preferenceHistory(
  events: readonly StoredPreferenceEvent[],
): readonly PreferenceHistoryEntry[] {
  const entries = new Map(
    events.map((event) => {
      const { type, data, actor, source } = event;
      const ref = refOf(event);
      // Safe: the type and the data come from one event.
      const change = { type, data } as Pick<PreferenceEvent, 'type' | 'data'>;
      return [ref.id, { ...ref, change, actor, source }] as const;
    }),
  );
  return [...entries.values()].sort((a, b) => compareRefs(b, a));
}
