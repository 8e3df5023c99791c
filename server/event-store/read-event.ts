import type { Sql } from '#db/client.ts';
import type { EventId } from '#server/domain/event-id.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { type EventRow, selectEvents, toStoredEvent } from './read.ts';
import type { SubjectKeys } from './subject-keys.ts';

/** One event by its id. */
export async function readEvent(
  sql: Sql,
  subjectKeys: SubjectKeys,
  id: EventId,
): Promise<StoredEvent | null> {
  const [event] = await readEvents(sql, subjectKeys, [id]);
  return event ?? null;
}

/** Events by their ids and in the order of these, in one query. Ids of none are passed over. */
export async function readEvents(
  sql: Sql,
  subjectKeys: SubjectKeys,
  ids: readonly EventId[],
): Promise<StoredEvent[]> {
  if (ids.length === 0) return [];
  const asked = ids.map(partsOf);
  const rows = await sql<EventRow[]>`
    ${selectEvents(sql)}
    join unnest(
      ${asked.map(({ source }) => source)}::text[], ${asked.map(({ sourceEventId }) => sourceEventId)}::text[]
    ) with ordinality as asked(source, source_event_id, place)
      on e.source = asked.source and e.source_event_id = asked.source_event_id
    order by asked.place`;
  return rows.map((row) => toStoredEvent(row, subjectKeys));
}

/** A source holds no slash, so the first one ends it. */
function partsOf(id: EventId): { readonly source: string; readonly sourceEventId: string } {
  const slash = id.indexOf('/');
  return { source: id.slice(0, Math.max(0, slash)), sourceEventId: id.slice(slash + 1) };
}
