import type { Sql, Transaction } from '#db/client.ts';
import { remember } from '#db/remember.ts';
import { instantFromDriver } from '#db/schema/columns.ts';
import type { StoredEvent, Verification } from '#server/domain/stored-event.ts';
import { eventColumns, type SealedRow, saltsOf } from './event-rows.ts';
import type { EventRange, TimelineEvent } from './event-store.ts';
import { personalFrom } from './personal.ts';
import { open, sealContext } from './sealing.ts';
import type { SubjectKeys } from './subject-keys.ts';
import { upcastEvent } from './upcast.ts';

/** A row of `events` with its subject's salt. */
export interface EventRow extends SealedRow {
  readonly salt: Buffer | null;
}

/** The beginning of a query for events with their salts: `events e` is what it goes on about. */
export function selectEvents(sql: Sql) {
  return sql`select ${eventColumns(sql)}, s.salt from events e left join subjects s using (subject_id)`;
}

/** Events of a range of positions, in order. `upTo` must be a safe position. */
export async function readForward(
  sql: Sql | Transaction,
  subjectKeys: SubjectKeys,
  range: EventRange,
): Promise<StoredEvent[]> {
  const rows = await sql<SealedRow[]>`
    select ${eventColumns(sql)} from events e
    where e.position > ${range.after} and e.position <= ${range.upTo}
    order by e.position limit ${range.limit}`;
  const salts = await saltsOf(
    sql,
    rows.map((row) => row.subject_id),
  );
  return rows.map((row) => eventOf(row, salts.get(row.subject_id ?? '') ?? null, subjectKeys));
}

/** Every event of a stream with how often each was sent again, by its id or by its content. */
export async function readStream(
  sql: Sql,
  subjectKeys: SubjectKeys,
  stream: string,
): Promise<TimelineEvent[]> {
  const rows = await sql<(EventRow & { duplicates: number })[]>`
    select ${eventColumns(sql)}, s.salt, coalesce(d.times, 0)::int as duplicates
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
  return eventOf(row, row.salt, subjectKeys);
}

function eventOf(row: SealedRow, salt: Buffer | null, subjectKeys: SubjectKeys): StoredEvent {
  // Safe: only `append` writes this table, from values of the same types, and upcasting has raised older shapes.
  return new ReadEvent(row, salt, subjectKeys) as unknown as StoredEvent;
}

/**
 * Personal data is opened when it is first asked for: most readers need none of most events. A class, because an object
 * literal with a getter was measured to cost more than reading its row: each gets a hidden class of its own.
 */
class ReadEvent {
  readonly position: number;
  readonly stream: string;
  readonly type: string;
  readonly data: unknown;
  readonly occurredAt: string;
  readonly receivedAt: string;
  readonly recordedAt: string;
  readonly source: string;
  readonly sourceEventId: string;
  readonly subjectId: string | null;
  readonly erased: boolean;
  readonly actor: string | null;
  readonly causation: string | null;
  readonly correlation: string | null;
  readonly verification: Verification | null;
  readonly #salt: Buffer | null;
  readonly #subjectKeys: SubjectKeys;
  readonly #sealed: Buffer | null;
  /** Undefined until it is asked for. */
  #personal: unknown;

  constructor(row: SealedRow, salt: Buffer | null, subjectKeys: SubjectKeys) {
    this.position = row.position;
    this.stream = row.stream;
    this.type = row.type;
    this.data = upcastEvent(row.type, row.schema_version, row.data);
    Object.defineProperty(this, 'personal', personalOf);
    this.occurredAt = instantFromDriver(row.occurred_at);
    this.receivedAt = instantFromDriver(row.received_at);
    this.recordedAt = instantFromDriver(row.recorded_at);
    this.source = row.source;
    this.sourceEventId = row.source_event_id;
    this.subjectId = row.subject_id;
    this.erased = row.subject_id !== null && salt === null;
    this.actor = row.actor;
    this.causation = row.causation;
    this.correlation = row.correlation;
    this.verification = row.verification === null ? null : verificationFrom(row.verification);
    this.#sealed = row.sealed;
    this.#salt = salt;
    this.#subjectKeys = subjectKeys;
  }

  open(): unknown {
    if (this.#personal === undefined) this.#personal = this.#opened();
    return this.#personal;
  }

  #opened(): unknown {
    const sealed = this.#sealed;
    if (sealed === null || this.subjectId === null) return null;
    const key = this.#subjectKeys.forReading(this.subjectId, this.#salt);
    return key && personalFrom(() => open(key, sealed, sealContext(this)).toString('utf8'));
  }
}

/** Safe: only `append` writes this column. */
const verificationFrom = remember(1_000, (text) => JSON.parse(text) as Verification);

/** An event's own property, so that a copy of the event has it too. */
const personalOf = {
  enumerable: true,
  configurable: true,
  get(this: ReadEvent) {
    return this.open();
  },
};
