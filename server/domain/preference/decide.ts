import { type CategoryTable, findCategory, isLocked } from '#server/domain/category/category.ts';
import { DomainError } from '#server/domain/domain-error.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { PreferenceEvent } from './events.ts';
import { isTimeZone, type QuietHours } from './quiet-hours.ts';
import { resolvePreference } from './resolve.ts';
import { type PreferencesState, pauseAt, wishKey } from './state.ts';

/** What a person can wish. `at` is the moment of asking. */
export type PreferenceCommand =
  | {
      readonly type: 'ChangePreference';
      /** Never both null: switching everything off is a pause. */
      readonly target:
        | { readonly category: string; readonly channel: Channel | null }
        | { readonly category: null; readonly channel: Channel };
      readonly enabled: boolean;
    }
  | { readonly type: 'PauseAll'; readonly until: Instant | null; readonly at: Instant }
  | { readonly type: 'ResumeAll'; readonly at: Instant }
  | { readonly type: 'ChangeQuietHours'; readonly quietHours: QuietHours | null };

/**
 * What a wish brings; nothing where it is so already. Throws DomainError: `category_locked` for security,
 * `category_unknown`, `channel_not_offered`, `pause_in_the_past`, `time_zone_unknown`.
 */
export function decidePreference(
  command: PreferenceCommand,
  state: PreferencesState,
  categories: CategoryTable,
): readonly PreferenceEvent[] {
  switch (command.type) {
    case 'ChangePreference':
      return changePreference(command, state, categories);
    case 'PauseAll':
      return pauseAll(command, state);
    case 'ResumeAll':
      if (pauseAt(state, command.at) === null) return [];
      return [{ type: 'AllResumed', data: { userId: state.userId }, personal: null }];
    case 'ChangeQuietHours':
      return changeQuietHours(command, state);
  }
}

type Command<Type extends PreferenceCommand['type']> = Extract<PreferenceCommand, { type: Type }>;
type Target = Command<'ChangePreference'>['target'];

function changePreference(
  { target, enabled }: Command<'ChangePreference'>,
  state: PreferencesState,
  categories: CategoryTable,
): readonly PreferenceEvent[] {
  const cells = cellsOf(target, categories);
  const isAny = (wanted: boolean) =>
    cells.some(
      ([category, channel]) => resolvePreference(state, categories, category, channel).enabled === wanted,
    );
  const isGate = target.category === null || target.channel === null;
  const isOpen = state.wishes[wishKey(target.category, target.channel)]?.enabled ?? true;
  // A gate is opened when it is shut, and shut again for what was switched on since.
  const isNeeded = isGate ? isOpen !== enabled || (!enabled && isAny(true)) : isAny(!enabled);
  if (!isNeeded) return [];
  const data = { userId: state.userId, ...target, enabled };
  return [{ type: 'PreferenceChanged', data, personal: null }];
}

function pauseAll({ until, at }: Command<'PauseAll'>, state: PreferencesState): readonly PreferenceEvent[] {
  if (until !== null && until <= at) {
    throw new DomainError('pause_in_the_past', 'This pause would be over before it began.');
  }
  const pause = pauseAt(state, at);
  if (pause !== null && pause.until === until) return [];
  return [{ type: 'AllPaused', data: { userId: state.userId, until }, personal: null }];
}

function changeQuietHours(
  { quietHours }: Command<'ChangeQuietHours'>,
  state: PreferencesState,
): readonly PreferenceEvent[] {
  if (quietHours !== null && !isTimeZone(quietHours.timeZone)) {
    throw new DomainError('time_zone_unknown', 'There is no time zone of this name.');
  }
  if (isSameHours(state.quietHours?.hours ?? null, quietHours)) return [];
  return [{ type: 'QuietHoursChanged', data: { userId: state.userId, quietHours }, personal: null }];
}

/** The cells of the grid that a wish changes. */
function cellsOf({ category, channel }: Target, categories: CategoryTable): readonly [string, Channel][] {
  if (category === null) {
    return Object.entries(categories)
      .filter(([name, { channels }]) => !isLocked(name) && channels.includes(channel))
      .map(([name]) => [name, channel]);
  }
  const definition = findCategory(categories, category);
  if (definition === null) throw new DomainError('category_unknown', 'There is no category of this name.');
  if (isLocked(category)) {
    throw new DomainError('category_locked', 'Security messages cannot be switched off or on.');
  }
  if (channel === null) return definition.channels.map((one) => [category, one]);
  if (!definition.channels.includes(channel)) {
    throw new DomainError('channel_not_offered', 'This category is not sent on this channel.');
  }
  return [[category, channel]];
}

function isSameHours(a: QuietHours | null, b: QuietHours | null): boolean {
  if (a === null || b === null) return a === b;
  return a.start === b.start && a.end === b.end && a.timeZone === b.timeZone;
}
