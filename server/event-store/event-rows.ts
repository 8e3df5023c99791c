import type { Sql, Transaction } from '#db/client.ts';

/** One row of `events`, as the driver returns it. */
export interface SealedRow {
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
  /** As text: many events have it in common. */
  readonly verification: string | null;
}

/** The columns of `events e` that make an event. */
export function eventColumns(sql: Sql | Transaction) {
  return sql`
    e.position, e.stream, e.type, e.schema_version, e.occurred_at, e.received_at, e.recorded_at, e.source,
    e.source_event_id, e.data, e.subject_id, e.sealed, e.actor, e.causation, e.correlation,
    e.verification::text as verification`;
}

/**
 * The salts of subjects, null where one was erased: one look a subject in place of one an event, for a message's events
 * come close together. Read after the events, so that whoever was erased by one of them, or before, is erased in all.
 */
export async function saltsOf(
  sql: Sql | Transaction,
  subjectIds: readonly (string | null)[],
): Promise<ReadonlyMap<string, Buffer | null>> {
  const known = [...new Set(subjectIds)].filter((subjectId) => subjectId !== null);
  if (known.length === 0) return new Map();
  const found = await sql<{ subject_id: string; salt: Buffer | null }[]>`
    select subject_id, salt from subjects where subject_id = any(${known}::text[])`;
  return new Map(found.map((row) => [row.subject_id, row.salt]));
}
