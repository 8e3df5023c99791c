import { defaultCategories, isLocked } from '#server/domain/category/category.ts';
import { type EventRef, newerRef } from '#server/domain/event-id.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { decidePreference, type PreferenceCommand } from '#server/domain/preference/decide.ts';
import {
  type PreferenceEvent,
  preferenceEvents,
  preferencesStream,
} from '#server/domain/preference/events.ts';
import { evolvePreferences, type StoredPreferenceEvent } from '#server/domain/preference/evolve.ts';
import { noPreferences, type PreferencesState, wishKey } from '#server/domain/preference/state.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';

export type Wish = PreferenceCommand extends infer Command
  ? Command extends PreferenceCommand
    ? Omit<Command, 'at'>
    : never
  : never;

export interface ChangePreferences {
  readonly userId: string;
  /** Each decided on what those before it have made; all of them or none. */
  readonly wishes: readonly Wish[];
  readonly by: { readonly actor: string; readonly source: 'user' | 'admin' | 'api' };
  readonly at: Instant;
}

interface Deps {
  readonly eventStore: EventStore;
}

/**
 * Changes what a person wishes; what is so already brings nothing. Resolves, once it is durable, to all that the person
 * wishes now. Throws the DomainErrors of `decidePreference`, and then nothing has changed.
 */
export async function changePreferences(
  deps: Deps,
  change: ChangePreferences,
): Promise<{ readonly changed: number; readonly preferences: PreferencesState }> {
  const { events, preferences } = await decideWishes(deps, change);
  const { appended } = await deps.eventStore.append(events);
  return { changed: appended, preferences };
}

/**
 * The same for all whom one mailbox stands for, in one append. Resolves to what the first of them wishes now: what is so
 * for the first may still be news for another.
 */
export async function changePreferencesOfAll(
  deps: Deps,
  {
    userIds,
    ...change
  }: Omit<ChangePreferences, 'userId'> & { readonly userIds: readonly [string, ...string[]] },
): Promise<{ readonly changed: number; readonly preferences: PreferencesState }> {
  const [first, ...others] = userIds;
  const ofFirst = await decideWishes(deps, { ...change, userId: first });
  const ofOthers = await Promise.all(others.map((userId) => decideWishes(deps, { ...change, userId })));
  const { appended } = await deps.eventStore.append([ofFirst, ...ofOthers].flatMap(({ events }) => events));
  return { changed: appended, preferences: ofFirst.preferences };
}

/** What a change brings, to append. Throws the DomainErrors of `decidePreference`. */
export async function decideWishes(
  { eventStore }: Deps,
  { userId, wishes, by, at }: ChangePreferences,
): Promise<{ readonly events: readonly NewEvent[]; readonly preferences: PreferencesState }> {
  let state = (await loadPreferences(eventStore, userId)).state;
  const events: NewEvent[] = [];
  for (const wish of wishes) {
    if (isGranted(wish)) continue;
    // Safe: a wish is a command without the moment, which those commands that have none ignore.
    for (const decided of decidePreference({ ...wish, at } as PreferenceCommand, state, defaultCategories)) {
      const event = preferenceEvent(eventStore, decided, { before: newestAbout(decided, state), by, at });
      events.push(event);
      state = evolvePreferences(state, asStored(event));
    }
  }
  return { events, preferences: state };
}

/** What a person wishes as the store knows it at present, with every change that led there. */
export async function loadPreferences(
  eventStore: Pick<EventStore, 'readStream'>,
  userId: string,
): Promise<{ readonly state: PreferencesState; readonly events: readonly StoredPreferenceEvent[] }> {
  const events = (await eventStore.readStream(preferencesStream(userId))).filter((event) =>
    isPreferenceEvent(event),
  );
  const state = events.reduce<PreferencesState | null>(evolvePreferences, null);
  return { state: state ?? noPreferences(userId), events };
}

/** Whoever sends back the whole grid sends security along, which is on whatever anybody wishes. */
function isGranted(wish: Wish): boolean {
  if (wish.type !== 'ChangePreference') return false;
  const { category } = wish.target;
  return wish.enabled && category !== null && isLocked(category);
}

/** The wish that this one replaces. */
function newestAbout(decided: PreferenceEvent, state: PreferencesState): EventRef | null {
  switch (decided.type) {
    case 'PreferenceChanged':
      return state.wishes[wishKey(decided.data.category, decided.data.channel)] ?? null;
    case 'AllPaused':
    case 'AllResumed':
      return state.pause;
    case 'QuietHoursChanged':
      return state.quietHours;
  }
}

/** Two who want the same at once, after the same wish, say it once: that is all its id is made of. */
function preferenceEvent(
  { hash }: Pick<EventStore, 'hash'>,
  decided: PreferenceEvent,
  said: {
    readonly before: EventRef | null;
    readonly by: ChangePreferences['by'];
    readonly at: Instant;
  },
): NewEvent<PreferenceEvent> {
  const { before, by, at } = said;
  const id = hash('preference', JSON.stringify([decided.type, decided.data, before?.id ?? null]));
  // What was wished by a clock ahead of ours must not outlast what is wished now.
  const isBehind = before !== null && newerRef(before, { at, id: '' }) === before;
  const occurredAt = isBehind ? instantFromMs(msFromInstant(before.at) + 1) : at;
  return {
    ...decided,
    stream: preferencesStream(decided.data.userId),
    subject: null,
    occurredAt,
    receivedAt: at,
    source: by.source,
    sourceEventId: id,
    fingerprint: ['preference', id],
    actor: by.actor,
  };
}

/** Safe: folding wishes looks at what an event says, when and under which id, which is known before it is stored. */
function asStored(event: NewEvent<PreferenceEvent>): StoredPreferenceEvent {
  return event as unknown as StoredPreferenceEvent;
}

function isPreferenceEvent<E extends Pick<StoredEvent, 'type'>>(
  event: E,
): event is Extract<E, { type: PreferenceEvent['type'] }> {
  return Object.hasOwn(preferenceEvents, event.type);
}
