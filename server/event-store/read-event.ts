import type { Sql } from '#db/client.ts';
import type { EventId } from '#server/domain/event-id.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { type EventRow, selectEvents, toStoredEvent } from './read.ts';
import type { SubjectKeys } from './subject-keys.ts';

/** One event by its id. A source holds no slash, so the first one ends it. */
export async function readEvent(
  sql: Sql,
  subjectKeys: SubjectKeys,
  id: EventId,
): Promise<StoredEvent | null> {
  const slash = id.indexOf('/');
  const [row] = await sql<EventRow[]>`
    ${selectEvents(sql)}
    where e.source = ${id.slice(0, Math.max(0, slash))} and e.source_event_id = ${id.slice(slash + 1)}`;
  return row === undefined ? null : toStoredEvent(row, subjectKeys);
}
