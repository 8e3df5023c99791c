import { type CategoryTable, findCategory } from '#server/domain/category/category.ts';
import { compareRefs, refOf } from '#server/domain/event-id.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { PreferenceCommand } from './decide.ts';
import { evolvePreferences, type StoredPreferenceEvent } from './evolve.ts';
import { resolvePreference } from './resolve.ts';
import { noPreferences, type PreferencesState, pauseAt, wishKey } from './state.ts';

/**
 * The wishes that set back what one change did, by its correlation. What somebody changed again since stays as they left
 * it: only what the change said last is taken back.
 */
export function takeBack(
  events: readonly StoredPreferenceEvent[],
  changeId: string,
  { categories, at }: { readonly categories: CategoryTable; readonly at: Instant },
): readonly PreferenceCommand[] {
  const change = events.filter(({ correlation }) => correlation === changeId);
  const [first] = change.map(refOf).sort(compareRefs);
  const [any] = change;
  if (first === undefined || any === undefined) return [];
  const empty = noPreferences(any.data.userId);
  const before = events
    .filter((event) => compareRefs(refOf(event), first) < 0)
    .reduce<PreferencesState>(evolvePreferences, empty);
  const now = events.reduce<PreferencesState>(evolvePreferences, empty);
  return change
    .filter((event) => isLastWord(event, now))
    .flatMap((event) => wishBefore(event, before, { categories, at }));
}

function wishBefore(
  event: StoredPreferenceEvent,
  before: PreferencesState,
  { categories, at }: { readonly categories: CategoryTable; readonly at: Instant },
): readonly PreferenceCommand[] {
  switch (event.type) {
    case 'PreferenceChanged':
      return switchBefore(event.data, before, categories);
    case 'AllPaused':
    case 'AllResumed': {
      const pause = pauseAt(before, at);
      return pause === null ? [{ type: 'ResumeAll', at }] : [{ type: 'PauseAll', until: pause.until, at }];
    }
    case 'QuietHoursChanged':
      return [{ type: 'ChangeQuietHours', quietHours: before.quietHours?.hours ?? null }];
  }
}

/** A cell gets what it came to, a whole category or channel what was said of it. */
function switchBefore(
  { category, channel }: Extract<StoredPreferenceEvent, { type: 'PreferenceChanged' }>['data'],
  before: PreferencesState,
  categories: CategoryTable,
): readonly PreferenceCommand[] {
  if (category !== null && findCategory(categories, category) === null) return [];
  if (category !== null && channel !== null) {
    const { enabled } = resolvePreference(before, categories, category, channel);
    return [{ type: 'ChangePreference', target: { category, channel }, enabled }];
  }
  const enabled = before.wishes[wishKey(category, channel)]?.enabled ?? true;
  if (category !== null) {
    return [{ type: 'ChangePreference', target: { category, channel: null }, enabled }];
  }
  return channel === null ? [] : [{ type: 'ChangePreference', target: { category, channel }, enabled }];
}

function isLastWord(event: StoredPreferenceEvent, now: PreferencesState): boolean {
  const { id } = refOf(event);
  switch (event.type) {
    case 'PreferenceChanged':
      return now.wishes[wishKey(event.data.category, event.data.channel)]?.id === id;
    case 'AllPaused':
    case 'AllResumed':
      return now.pause?.id === id;
    case 'QuietHoursChanged':
      return now.quietHours?.id === id;
  }
}
