import { instantFromDriver } from '#db/schema/columns.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { ownTextOf } from './personal.ts';
import { open, sealContext } from './sealing.ts';
import type { SubjectKeys } from './subject-keys.ts';
import { upcastEvent } from './upcast.ts';

/** One row of `events` with its JSON as Postgres writes it. */
export interface TextRow {
  readonly position: number;
  readonly stream: string;
  readonly type: string;
  readonly schema_version: number;
  readonly occurred_at: string;
  readonly received_at: string;
  readonly recorded_at: string;
  readonly source: string;
  readonly source_event_id: string;
  readonly data: string;
  readonly subject_id: string | null;
  readonly sealed: Buffer | null;
  readonly actor: string | null;
  readonly causation: string | null;
  readonly correlation: string | null;
  readonly verification: string | null;
}

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
  const isErased = row.subject_id !== null && salt === null;
  return `{"position":${row.position},"stream":${json(row.stream)},"type":${json(row.type)},"data":${
    row.data
  },"personal":${personalText(row, salt, subjectKeys)},"occurredAt":${time(row.occurred_at)},"receivedAt":${time(
    row.received_at,
  )},"recordedAt":${time(row.recorded_at)},"source":${json(row.source)},"sourceEventId":${json(
    row.source_event_id,
  )},"subjectId":${json(row.subject_id)},"erased":${isErased},"actor":${json(row.actor)},"causation":${json(
    row.causation,
  )},"correlation":${json(row.correlation)},"verification":${row.verification ?? 'null'}}`;
}

function personalText(row: TextRow, salt: Buffer | null, subjectKeys: SubjectKeys): string {
  if (row.sealed === null || row.subject_id === null) return 'null';
  const key = subjectKeys.forReading(row.subject_id, salt);
  if (!key) return 'null';
  const context = sealContext({ source: row.source, sourceEventId: row.source_event_id });
  return ownTextOf(open(key, row.sealed, context));
}

function json(value: string | null): string {
  return value === null ? 'null' : JSON.stringify(value);
}

function time(value: string): string {
  return `"${instantFromDriver(value)}"`;
}
