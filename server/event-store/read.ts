import type { Sql, Transaction } from '#db/client.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { TimelineEvent } from './event-store.ts';
import { open, sealContext } from './sealing.ts';
import type { SubjectKeys } from './subject-keys.ts';
import { upcastEvent } from './upcast.ts';

/** One row of `events` with its subject's salt, as the driver returns it. */
export interface EventRow {
  readonly position: number;
  readonly stream: string;
  readonly type: string;
  readonly schema_version: number;
  readonly occurred_at: string;
  readonly received_at: string;
  readonly recorded_at: string;
  readonly source: string;
  readonly source_event_id: string;
  readonly data: unknown;
  readonly subject_id: string | null;
  readonly sealed: Buffer | null;
  readonly actor: string | null;
  readonly causation: string | null;
  readonly correlation: string | null;
  readonly verification: unknown;
  readonly salt: Buffer | null;
}

/** Events of a range of positions, in order. `upTo` must be a safe position. */
export async function readForward(
  sql: Sql | Transaction,
  subjectKeys: SubjectKeys,
  range: { after: number; upTo: number; limit: number },
): Promise<StoredEvent[]> {
  const rows = await sql<EventRow[]>`
    select e.*, s.salt from events e left join subjects s using (subject_id)
    where e.position > ${range.after} and e.position <= ${range.upTo}
    order by e.position limit ${range.limit}`;
  return rows.map((row) => toStoredEvent(row, subjectKeys));
}

/** Every event of a stream with how often each was sent again, by its id or by its content. */
export async function readStream(
  sql: Sql,
  subjectKeys: SubjectKeys,
  stream: string,
): Promise<TimelineEvent[]> {
  const rows = await sql<(EventRow & { duplicates: number })[]>`
    select e.*, s.salt, coalesce(d.times, 0)::int as duplicates
    from events e
    left join subjects s using (subject_id)
    left join lateral (
      select sum(times) as times from (
        select times, source, source_event_id from event_duplicates
          where source = e.source and source_event_id = e.source_event_id
        union
        select times, source, source_event_id from event_duplicates where fingerprint = e.fingerprint
      ) as same
    ) d on true
    where e.stream = ${stream}
    order by e.position`;
  return rows.map((row) => ({ ...toStoredEvent(row, subjectKeys), duplicates: row.duplicates }));
}

export function toStoredEvent(row: EventRow, subjectKeys: SubjectKeys): StoredEvent {
  const key = row.subject_id === null ? null : subjectKeys.forReading(row.subject_id, row.salt);
  const context = sealContext({ source: row.source, sourceEventId: row.source_event_id });
  const event = {
    position: row.position,
    stream: row.stream,
    type: row.type,
    data: upcastEvent(row.type, row.schema_version, row.data),
    personal: key && row.sealed ? JSON.parse(open(key, row.sealed, context)) : null,
    occurredAt: instantOf(row.occurred_at),
    receivedAt: instantOf(row.received_at),
    recordedAt: instantOf(row.recorded_at),
    source: row.source,
    sourceEventId: row.source_event_id,
    subjectId: row.subject_id,
    erased: row.subject_id !== null && key === null,
    actor: row.actor,
    causation: row.causation,
    correlation: row.correlation,
    verification: row.verification,
  };
  // Safe: only `append` writes this table, from values of the same types, and upcasting has raised older shapes.
  return event as StoredEvent;
}

function instantOf(text: string): string {
  return new Date(text).toISOString();
}
