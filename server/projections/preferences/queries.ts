import { eq, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { preferences } from '#db/schema/preferences.ts';
import { compareRefs, type EventRef } from '#server/domain/event-id.ts';
import { preferenceEvents, preferencesStream } from '#server/domain/preference/events.ts';
import type { StoredPreferenceEvent } from '#server/domain/preference/evolve.ts';
import { type PreferenceHistoryEntry, preferenceHistory } from '#server/domain/preference/history.ts';
import type { PreferencesState } from '#server/domain/preference/state.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';

/** What is needed of an event store. */
interface StreamReader {
  readStream(stream: string): Promise<readonly StoredEvent[]>;
}

/** What a person wishes; null for somebody who never wished anything. */
export async function preferencesOfPerson(db: Drizzle, userId: string): Promise<PreferencesState | null> {
  const [row] = await db.select().from(preferences).where(eq(preferences.userId, userId)).limit(1);
  // Safe: the fold alone writes this table, so its JSON columns hold what the fold's types say.
  return (row ?? null) as PreferencesState | null;
}

/** What each of many people wishes, by user id; by one statement. Who never wished anything is left out. */
export async function preferencesOfPeople(
  db: Drizzle,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, PreferencesState>> {
  const rows = await db
    .select()
    .from(preferences)
    .where(sql`${preferences.userId} = any(${sql.param([...userIds])}::text[])`);
  // Safe: the fold alone writes this table, so its JSON columns hold what the fold's types say.
  return new Map((rows as readonly PreferencesState[]).map((row) => [row.userId, row]));
}

/**
 * What a person changed and when, the newest first, before the change that the last page ended with.
 * It reads the person's stream, which is as long as they changed their mind, so it never lags behind.
 */
export async function preferenceChangesOfPerson(
  eventStore: StreamReader,
  userId: string,
  page: { readonly before: EventRef | null; readonly limit: number },
): Promise<{ readonly changes: readonly PreferenceHistoryEntry[]; readonly nextBefore: EventRef | null }> {
  const { before, limit } = page;
  const events = await eventStore.readStream(preferencesStream(userId));
  const older = preferenceHistory(events.filter(isPreferenceEvent)).filter(
    (change) => before === null || compareRefs(change, before) < 0,
  );
  const changes = older.slice(0, limit);
  const last = changes.at(-1);
  const more = older.length > limit && last !== undefined;
  return { changes, nextBefore: more ? { at: last.at, id: last.id } : null };
}

function isPreferenceEvent(event: StoredEvent): event is StoredPreferenceEvent {
  return Object.hasOwn(preferenceEvents, event.type);
}
