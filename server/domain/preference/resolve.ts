import { type CategoryTable, findCategory, isLocked } from '#server/domain/category/category.ts';
import { compareRefs, type EventId } from '#server/domain/event-id.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { type PreferencesState, type Wish, wishKey } from './state.ts';

/** What decides whether a category reaches a person on a channel. */
export type PreferenceGround =
  | 'always_on'
  | 'not_offered'
  | 'default'
  | 'own_wish'
  | 'category_wish'
  | 'channel_wish';

export interface Preference {
  readonly enabled: boolean;
  readonly ground: PreferenceGround;
  /** The wish that decides, where one does. */
  readonly because: EventId | null;
}

/**
 * One cell of the grid of categories and channels. A whole category or channel is a gate: shut, it holds back every
 * cell that was not switched on later; open again, it gives back what was there, so no cell is ever switched on that
 * the person did not switch on. Security is always on; a category is offered only on its own channels.
 */
export function resolvePreference(
  state: PreferencesState | null,
  categories: CategoryTable,
  category: string,
  channel: Channel,
): Preference {
  const ofChannel = channelPreference(state, category, channel);
  const ofCategory = categoryPreference(state, categories, category, channel);
  return ofChannel.enabled || ofCategory.ground === 'not_offered' ? ofCategory : ofChannel;
}

/** Whether the person lets anything but security through this channel. */
export function channelPreference(
  state: PreferencesState | null,
  category: string,
  channel: Channel,
): Preference {
  if (isLocked(category)) return { enabled: true, ground: 'always_on', because: null };
  const gate = wishAbout(state, null, channel);
  if (gate === null) return { enabled: true, ground: 'default', because: null };
  const enabled = !isShut(gate, wishAbout(state, category, channel));
  return { enabled, ground: 'channel_wish', because: gate.id };
}

/** Whether the person wants this category on this channel, were the channel open. */
export function categoryPreference(
  state: PreferencesState | null,
  categories: CategoryTable,
  category: string,
  channel: Channel,
): Preference {
  if (isLocked(category)) return { enabled: true, ground: 'always_on', because: null };
  const definition = findCategory(categories, category);
  if (definition?.channels.includes(channel) !== true) {
    return { enabled: false, ground: 'not_offered', because: null };
  }
  const own = wishAbout(state, category, channel);
  const gate = wishAbout(state, category, null);
  if (gate !== null && isShut(gate, own)) {
    return { enabled: false, ground: 'category_wish', because: gate.id };
  }
  if (own !== null) return { enabled: own.enabled, ground: 'own_wish', because: own.id };
  return { enabled: !definition.optIn.includes(channel), ground: 'default', because: null };
}

function isShut(gate: Wish, own: Wish | null): boolean {
  return !gate.enabled && !(own?.enabled === true && compareRefs(own, gate) > 0);
}

function wishAbout(
  state: PreferencesState | null,
  category: string | null,
  channel: Channel | null,
): Wish | null {
  return state?.wishes[wishKey(category, channel)] ?? null;
}
