import type { Sql, Transaction } from '#db/client.ts';
import type { EventRange } from './event-store.ts';

/** One row of `events`, as the driver returns it. `Data` is text where it is selected as text. */
export interface SealedRow<Data = unknown> {
  readonly position: number;
  readonly stream: string;
  readonly type: string;
  readonly schema_version: number;
  readonly occurred_at: string;
  readonly received_at: string;
  readonly recorded_at: string;
  readonly source: string;
  readonly source_event_id: string;
  readonly data: Data;
  readonly subject_id: string | null;
  readonly sealed: Buffer | null;
  readonly actor: string | null;
  readonly causation: string | null;
  readonly correlation: string | null;
  /** As text: many events have it in common. */
  readonly verification: string | null;
}

/** The columns of `events e` that make an event. */
export function eventColumns(sql: Sql | Transaction, data = sql`e.data`) {
  return sql`
    e.position, e.stream, e.type, e.schema_version, e.occurred_at, e.received_at, e.recorded_at, e.source,
    e.source_event_id, ${data}, e.subject_id, e.sealed, e.actor, e.causation, e.correlation,
    e.verification::text as verification`;
}

/**
 * Rows of a range of positions, in order, with the salts of their subjects. `upTo` must be a safe position. Salts are
 * read after the events, so that whoever was erased by one of them, or before, is erased in all.
 */
export async function rowsOfRange<Data>(
  sql: Sql | Transaction,
  range: EventRange,
  data = sql`e.data`,
): Promise<{ rows: readonly SealedRow<Data>[]; salts: ReadonlyMap<string, Buffer | null> }> {
  const rows = await sql<SealedRow<Data>[]>`
    select ${eventColumns(sql, data)} from events e
    where e.position > ${range.after} and e.position <= ${range.upTo}
    order by e.position limit ${range.limit}`;
  return { rows, salts: await saltsOf(sql, rows) };
}

/** One look a subject in place of one an event: a message's events come close together. */
async function saltsOf(
  sql: Sql | Transaction,
  rows: readonly SealedRow[],
): Promise<ReadonlyMap<string, Buffer | null>> {
  const subjectIds = new Set<string>();
  for (const { subject_id: subjectId } of rows) if (subjectId !== null) subjectIds.add(subjectId);
  if (subjectIds.size === 0) return new Map();
  const found = await sql<{ subject_id: string; salt: Buffer | null }[]>`
    select subject_id, salt from subjects where subject_id = any(${[...subjectIds]}::text[])`;
  return new Map(found.map((row) => [row.subject_id, row.salt]));
}
