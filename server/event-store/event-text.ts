import { instantFromDriver } from '#db/schema/columns.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { SealedRow } from './event-rows.ts';
import { ownTextOf } from './personal.ts';
import { open, sealContext } from './sealing.ts';
import type { SubjectKeys } from './subject-keys.ts';
import { upcastEvent } from './upcast.ts';

/** One row of `events` with its JSON as Postgres writes it. */
export type TextRow = SealedRow<string>;

/**
 * Events as one text in JSON, personal data opened, for another thread: a text goes there several times as fast as
 * objects. JSON that was stored is passed on unread. What reports were read from (`raw`) stays behind: it is most of
 * them, and no fold asks for it.
 */
export function textOfEvents(
  rows: readonly TextRow[],
  salts: ReadonlyMap<string, Buffer | null>,
  subjectKeys: SubjectKeys,
): string {
  const events = rows.map((row) => textOf(row, salts.get(row.subject_id ?? '') ?? null, subjectKeys));
  const versions = rows.map((row) => row.schema_version);
  return `[[${events.join(',')}],[${versions.join(',')}]]`;
}

/** The events of such a text; those of older versions are upcast here, and may throw UpcastError. */
export function eventsFromText(text: string): readonly StoredEvent[] {
  // Safe: `textOfEvents` wrote it, from what `append` had stored.
  const [events, versions] = JSON.parse(text) as [StoredEvent[], number[]];
  return events.map((event, index) => {
    const data = upcastEvent(event.type, versions[index] ?? 0, event.data);
    // Safe: what upcasting gives is of the type's current shape.
    return data === event.data ? event : ({ ...event, data } as StoredEvent);
  });
}

function textOf(row: TextRow, salt: Buffer | null, subjectKeys: SubjectKeys): string {
  const rest = JSON.stringify({
    position: row.position,
    stream: row.stream,
    type: row.type,
    occurredAt: instantFromDriver(row.occurred_at),
    receivedAt: instantFromDriver(row.received_at),
    recordedAt: instantFromDriver(row.recorded_at),
    source: row.source,
    sourceEventId: row.source_event_id,
    subjectId: row.subject_id,
    erased: row.subject_id !== null && salt === null,
    actor: row.actor,
    causation: row.causation,
    correlation: row.correlation,
  });
  const personal = personalText(row, salt, subjectKeys);
  return `{"data":${row.data},"personal":${personal},"verification":${row.verification},${rest.slice(1)}`;
}

function personalText(row: TextRow, salt: Buffer | null, subjectKeys: SubjectKeys): string {
  if (row.sealed === null || row.subject_id === null) return 'null';
  const key = subjectKeys.forReading(row.subject_id, salt);
  if (!key) return 'null';
  const context = sealContext({ source: row.source, sourceEventId: row.source_event_id });
  return ownTextOf(open(key, row.sealed, context));
}
