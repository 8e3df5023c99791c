import { compareRefs, type EventRef, refOf } from '#server/domain/event-id.ts';
import type { Source } from '#server/domain/stored-event.ts';
import type { PreferenceEvent } from './events.ts';
import type { StoredPreferenceEvent } from './evolve.ts';

/** Whoever holds a link acts under its name, for nobody can know who it was. */
export const linkActors = ['unsubscribe-link', 'preferences-link', 'undo-link'] as const;
export type LinkActor = (typeof linkActors)[number];

/** How a change came about, as it is told to the person. */
export const waysOfChange = ['own', 'link', 'admin', 'api', 'other'] as const;
export type WayOfChange = (typeof waysOfChange)[number];

export function isLinkActor(actor: string | null): actor is LinkActor {
  return linkActors.some((one) => one === actor);
}

export function wayOfChange({ source, actor }: { source: Source; actor: string | null }): WayOfChange {
  if (source === 'user') return isLinkActor(actor) ? 'link' : 'own';
  return source === 'admin' || source === 'api' ? source : 'other';
}

/** The type and the data that belong together. */
type PreferenceChange = PreferenceEvent extends infer Event
  ? Event extends PreferenceEvent
    ? Pick<Event, 'type' | 'data'>
    : never
  : never;

/** One change of a person's wishes, as it was made. */
export interface PreferenceHistoryEntry extends EventRef {
  readonly change: PreferenceChange;
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
      const change = { type, data } as PreferenceChange;
      return [ref.id, { ...ref, change, actor, source }] as const;
    }),
  );
  return [...entries.values()].sort((a, b) => compareRefs(b, a));
}
