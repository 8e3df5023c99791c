import { preferences } from '#db/schema/preferences.ts';
import { preferenceEvents } from '#server/domain/preference/events.ts';
import { evolvePreferences, type StoredPreferenceEvent } from '#server/domain/preference/evolve.ts';
import type { PreferencesState } from '#server/domain/preference/state.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';

type PreferenceEventType = StoredPreferenceEvent['type'];

/** Answers: what does this person wish to receive, where and when? Nothing in it is personal, so nothing is erased. */
export const preferencesFold: Projection<PreferencesState, PreferenceEventType> = {
  name: 'preferences',
  version: 1,
  table: preferences,
  key: 'userId',
  // Safe: the keys of the table of events are exactly its event types.
  handles: Object.keys(preferenceEvents) as PreferenceEventType[],
  keysOf: ({ data }) => [data.userId],
  evolve: evolvePreferences,
  erase: null,
};

export const preferencesProjection = defineProjection(preferencesFold);
