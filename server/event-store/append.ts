import { arrayLiteral } from '#db/array-literal.ts';
import type { Sql, Transaction } from '#db/client.ts';
import { type Columns, columnsOf, type Prepared } from './columns.ts';
import type { NewEvent } from './event-store.ts';
import { type Keys, subjectIdOf } from './sealing.ts';
import type { NewSubject, SubjectKeys } from './subject-keys.ts';
import { writersLock } from './writers-lock.ts';

const attempts = 5;
const deadlockDetected = '40P01';

/**
 * Appends events in one statement: all of them or none. Resolves to the indexes of those that were there already, by
 * id or by content, which are counted instead. When another writer stored the salt of a subject that looked new here,
 * nothing is written and the keys are asked for again; two redeliveries that block each other are told so by
 * Postgres, and the loser tries again.
 */
export async function append(
  sql: Sql | Transaction,
  keys: Keys,
  subjectKeys: SubjectKeys,
  events: readonly NewEvent[],
): Promise<readonly number[]> {
  if (events.length === 0) return [];
  const prepared = events.map((event) => ({ event, subjectId: subjectOf(keys, event) }));
  const subjectIds = prepared.flatMap(({ subjectId }) => (subjectId === null ? [] : [subjectId]));
  for (let attempt = 1; ; attempt += 1) {
    const resolved = await subjectKeys.resolve(sql, subjectIds);
    try {
      const outcome = await appendOnce(sql, prepared, columnsOf(keys, prepared, resolved), resolved.created);
      if (outcome.settled) {
        subjectKeys.remember(resolved);
        return outcome.repeated ?? [];
      }
    } catch (error) {
      if (!isDeadlock(error) || attempt === attempts) throw error;
    }
    if (attempt === attempts) throw new Error(`append: subjects stayed contested over ${attempts} attempts`);
  }
}

function subjectOf(keys: Keys, event: NewEvent): string | null {
  if (event.personal === null) return null;
  if (event.subject === null) {
    throw new Error(`${event.type} has personal data and needs a subject to seal it under`);
  }
  return subjectIdOf(keys, event.subject);
}

interface Outcome {
  readonly settled: boolean;
  /** Indexes of the events that were there already; null when there were none. */
  readonly repeated: number[] | null;
}

/**
 * `gate` is joined first, so that the shared lock is held before the first position is drawn: readers wait for it.
 * `bytes` is not joined, for a join would copy it into every row. Rows go in by the order given. `again` and
 * `counted` cost nothing unless some row was not inserted.
 */
async function appendOnce(
  sql: Sql | Transaction,
  { length }: readonly Prepared[],
  columns: Columns,
  created: readonly NewSubject[],
): Promise<Outcome> {
  const newSubjects = arrayLiteral(created, ({ subjectId }) => subjectId);
  const salts = arrayLiteral(created, ({ salt }) => `\\x${salt.toString('hex')}`);
  const [outcome] = await sql<Outcome[]>`
    with gate as materialized (select pg_advisory_xact_lock_shared(${writersLock}::bigint)),
    bytes as materialized (select decode(${columns.sealed}::text, 'base64') as sealed),
    given as materialized (
      select n, stream, type, schema_version, occurred_at, received_at, source, source_event_id, fingerprint,
        data::jsonb as data, subject_id, substring((select sealed from bytes) from start for length) as sealed,
        actor, causation, correlation, verification
      from gate cross join rows from (
        unnest(${columns.streams}::text::text[], ${columns.types}::text::text[], ${columns.versions}::text::int[],
          ${columns.occurredAt}::text::timestamptz[], ${columns.sourceEventIds}::text::text[],
          ${columns.fingerprints}::text::text[], ${columns.subjectIds}::text::text[],
          ${columns.sealedStarts}::text::int[], ${columns.sealedLengths}::text::int[],
          ${columns.originNumbers}::text::int[]),
        string_to_table(${columns.data}::text, chr(30))
      ) with ordinality as e(stream, type, schema_version, occurred_at, source_event_id, fingerprint, subject_id,
        start, length, number, data, n)
      join jsonb_to_recordset(${columns.origins}::text::jsonb) as o(number int, source text, received_at timestamptz,
        actor text, causation text, correlation text, verification jsonb) using (number)
    ),
    new_subjects as (
      insert into subjects (subject_id, salt)
      select subject_id, salt from unnest(${newSubjects}::text::text[], ${salts}::text::bytea[]) as s(subject_id, salt)
      order by subject_id
      on conflict (subject_id) do nothing
      returning 1
    ),
    settlement as materialized (select count(*) = ${created.length} as settled from new_subjects),
    inserted as (
      insert into events (stream, type, schema_version, occurred_at, received_at, recorded_at, source, source_event_id,
        fingerprint, data, subject_id, sealed, actor, causation, correlation, verification)
      select stream, type, schema_version, occurred_at, received_at, clock_timestamp(), source, source_event_id,
        fingerprint, data, subject_id, sealed, actor, causation, correlation, verification
      from given where (select settled from settlement)
      order by n
      on conflict do nothing
      returning source, source_event_id
    ),
    again as materialized (
      select * from (
        select g.n, g.source, g.source_event_id, g.fingerprint, g.received_at, i.source is null
          or row_number() over (partition by g.source, g.source_event_id order by g.n) > 1 as is_again
        from given g left join inserted i using (source, source_event_id)
        where (select settled from settlement) and (select count(*) from inserted) < ${length}
      ) as each where is_again
    ),
    counted as (
      insert into event_duplicates (source, source_event_id, fingerprint, times, last_at)
      select source, source_event_id, min(fingerprint), count(*), max(received_at) from again
      group by source, source_event_id
      order by source, source_event_id
      on conflict (source, source_event_id) do update
        set times = event_duplicates.times + excluded.times,
            last_at = greatest(event_duplicates.last_at, excluded.last_at)
    )
    select (select settled from settlement) as settled, (select array_agg(n::int - 1 order by n) from again) as repeated`;
  if (!outcome) throw new Error('append: Postgres returned no outcome');
  return outcome;
}

function isDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === deadlockDetected;
}
