import type { Sql } from '#db/client.ts';
import type { EventType } from '#server/domain/events.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { type EventRow, selectEvents, toStoredEvent } from './read.ts';
import type { SubjectKeys } from './subject-keys.ts';

/** Which of a subject's events are wanted: of these types, and the newest so many; all where nothing is said. */
export interface SubjectSelection {
  readonly types?: readonly EventType[];
  readonly limit?: number;
}

/** The events whose personal data is sealed under a subject, oldest position first. */
export async function readSubject(
  sql: Sql,
  subjectKeys: SubjectKeys,
  subjectId: string,
  { types, limit }: SubjectSelection = {},
): Promise<StoredEvent[]> {
  const ofTypes = types === undefined ? sql`` : sql`and e.type = any(${[...types]}::text[])`;
  const rows = await sql<EventRow[]>`
    ${selectEvents(sql)}
    where e.subject_id = ${subjectId} ${ofTypes}
    order by e.position desc limit ${limit ?? null}`;
  return rows.reverse().map((row) => toStoredEvent(row, subjectKeys));
}

/** A page of the same, by one walk of the index over subjects and positions. */
export async function readSubjectAfter(
  sql: Sql,
  subjectKeys: SubjectKeys,
  subjectId: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<StoredEvent[]> {
  const rows = await sql<EventRow[]>`
    ${selectEvents(sql)}
    where e.subject_id = ${subjectId} and e.position > ${after}
    order by e.position limit ${limit}`;
  return rows.map((row) => toStoredEvent(row, subjectKeys));
}
