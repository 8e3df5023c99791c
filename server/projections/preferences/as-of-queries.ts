import type { Moment } from '#server/domain/moment.ts';
import { preferencesStream } from '#server/domain/preference/events.ts';
import type { PreferencesState } from '#server/domain/preference/state.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { rowAsOf } from '#server/projections/as-of.ts';
import { preferencesFold } from './fold.ts';

/** What is needed of an event store. */
interface StreamReader {
  readStream(stream: string): Promise<readonly StoredEvent[]>;
}

/** What a person wished at a moment, or what we knew then of it; null before they wished anything. */
export async function preferencesAsOf(
  eventStore: StreamReader,
  userId: string,
  moment: Moment,
): Promise<PreferencesState | null> {
  const events = await eventStore.readStream(preferencesStream(userId));
  return rowAsOf(preferencesFold, userId, events, moment);
}
