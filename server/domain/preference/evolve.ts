import { compareRefs, type EventRef, newerRef, refOf } from '#server/domain/event-id.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { PreferenceEvent } from './events.ts';
import { noPreferences, type PreferencesState, type Wish, wishKey } from './state.ts';

export type StoredPreferenceEvent = StoredEvent<PreferenceEvent>;

/** Adds one wish. The newest by time, then by id, stands for each thing wished, whenever it is heard of. */
export function evolvePreferences(
  state: PreferencesState | null,
  event: StoredPreferenceEvent,
): PreferencesState {
  const known = state ?? noPreferences(event.data.userId);
  const ref = refOf(event);
  switch (event.type) {
    case 'PreferenceChanged': {
      const { category, channel, enabled } = event.data;
      return withWish(known, { ...ref, category, channel, enabled });
    }
    case 'AllPaused':
      return withPause(known, { ...ref, paused: true, until: event.data.until });
    case 'AllResumed':
      return withPause(known, { ...ref, paused: false, until: null });
    case 'QuietHoursChanged': {
      const change = { ...ref, hours: event.data.quietHours };
      return { ...known, quietHours: newerRef(known.quietHours, change) };
    }
  }
}

function withWish(state: PreferencesState, wish: Wish): PreferencesState {
  const key = wishKey(wish.category, wish.channel);
  const before = state.wishes[key];
  if (before !== undefined && compareRefs(before, wish) >= 0) return state;
  return { ...state, wishes: { ...state.wishes, [key]: wish } };
}

function withPause(state: PreferencesState, pause: NonNullable<PreferencesState['pause']>): PreferencesState {
  return { ...state, pause: newerRef<EventRef & typeof pause>(state.pause, pause) };
}
