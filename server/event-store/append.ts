import { randomBytes } from 'node:crypto';
import type { Sql, Transaction } from '#db/client.ts';
import { eventDefinitions } from '#server/domain/events.ts';
import type { AppendResult, NewEvent } from './event-store.ts';
import { type Keys, keyedHash, normaliseAddress, seal, sealContext } from './sealing.ts';
import type { NewSubject, ResolvedKeys, SubjectKeys } from './subject-keys.ts';
import { writersLock } from './writers-lock.ts';

const nonceBytes = 12;
const attempts = 5;
const deadlockDetected = '40P01';

interface Prepared {
  readonly event: NewEvent;
  readonly subjectId: string | null;
}

/**
 * Appends events in one statement: all of them or none. Redelivered ones, by id or by content, are counted instead.
 * When another writer stored the salt of a subject that looked new here, nothing is written and the keys are asked
 * for again; two redeliveries that block each other are told so by Postgres, and the loser tries again.
 */
export async function append(
  sql: Sql | Transaction,
  keys: Keys,
  subjectKeys: SubjectKeys,
  events: readonly NewEvent[],
): Promise<AppendResult> {
  if (events.length === 0) return { appended: 0, duplicates: 0 };
  const prepared = events.map((event) => ({ event, subjectId: subjectIdFor(keys, event) }));
  const subjectIds = prepared.flatMap(({ subjectId }) => (subjectId === null ? [] : [subjectId]));
  for (let attempt = 1; ; attempt += 1) {
    const resolved = await subjectKeys.resolve(sql, subjectIds);
    try {
      const result = await appendOnce(sql, rowsOf(keys, prepared, resolved), resolved.created);
      if (result.settled) {
        subjectKeys.remember(resolved);
        return { appended: result.appended, duplicates: events.length - result.appended };
      }
    } catch (error) {
      if (!isDeadlock(error) || attempt === attempts) throw error;
    }
    if (attempt === attempts) throw new Error(`append: subjects stayed contested over ${attempts} attempts`);
  }
}

function subjectIdFor(keys: Keys, event: NewEvent): string | null {
  if (event.personal === null) return null;
  if (event.subject === null)
    throw new Error(`${event.type} has personal data and needs a subject to seal it under`);
  return keyedHash(keys, 'subject', normaliseAddress(event.subject));
}

/** The parameters of the statement. An erased subject's personal data is dropped here and goes no further. */
function rowsOf(keys: Keys, prepared: readonly Prepared[], resolved: ResolvedKeys): object[] {
  const nonces = randomBytes(nonceBytes * prepared.length);
  return prepared.map(({ event, subjectId }, n) => {
    const key = subjectId === null ? null : resolved.keys.get(subjectId);
    const nonce = nonces.subarray(n * nonceBytes, (n + 1) * nonceBytes);
    const sealed = key ? seal(key, nonce, JSON.stringify(event.personal), sealContext(event)) : null;
    return {
      n,
      stream: event.stream,
      type: event.type,
      schema_version: eventDefinitions[event.type].version,
      occurred_at: event.occurredAt,
      received_at: event.receivedAt,
      source: event.source,
      source_event_id: event.sourceEventId,
      fingerprint: keyedHash(keys, 'fingerprint', JSON.stringify([event.source, ...event.fingerprint])),
      data: event.data,
      subject_id: subjectId,
      sealed: sealed?.toString('base64'),
      actor: event.actor,
      causation: event.causation,
      correlation: event.correlation,
      verification: event.verification,
    };
  });
}

/**
 * `gate` is joined first, so that the shared lock is held before the first position is drawn: readers wait for it.
 * Rows go in by the order given. `repeated` costs nothing unless some row was not inserted.
 */
async function appendOnce(sql: Sql | Transaction, rows: readonly object[], created: readonly NewSubject[]) {
  const subjects = created.map(({ subjectId, salt }) => ({
    subject_id: subjectId,
    salt: salt.toString('base64'),
  }));
  const [outcome] = await sql<{ settled: boolean; appended: number }[]>`
    with gate as materialized (select pg_advisory_xact_lock_shared(${writersLock}::bigint)),
    given as materialized (
      select e.* from gate, jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as e(
        n int, stream text, type text, schema_version int, occurred_at timestamptz, received_at timestamptz,
        source text, source_event_id text, fingerprint text, data jsonb, subject_id text, sealed text,
        actor text, causation text, correlation text, verification jsonb)
    ),
    new_subjects as (
      insert into subjects (subject_id, salt)
      select s.subject_id, decode(s.salt, 'base64')
      from jsonb_to_recordset(${JSON.stringify(subjects)}::text::jsonb) as s(subject_id text, salt text)
      order by s.subject_id
      on conflict (subject_id) do nothing
      returning 1
    ),
    settlement as materialized (select count(*) = ${subjects.length} as settled from new_subjects),
    inserted as (
      insert into events (stream, type, schema_version, occurred_at, received_at, recorded_at, source, source_event_id,
        fingerprint, data, subject_id, sealed, actor, causation, correlation, verification)
      select stream, type, schema_version, occurred_at, received_at, clock_timestamp(), source, source_event_id,
        fingerprint, data, subject_id, decode(sealed, 'base64'), actor, causation, correlation, verification
      from given where (select settled from settlement)
      order by n
      on conflict do nothing
      returning source, source_event_id
    ),
    repeated as (
      insert into event_duplicates (source, source_event_id, fingerprint, times, last_at)
      select g.source, g.source_event_id, min(g.fingerprint), count(*) - count(distinct i.source_event_id), max(g.received_at)
      from given g left join inserted i using (source, source_event_id)
      where (select settled from settlement) and (select count(*) from inserted) < ${rows.length}
      group by g.source, g.source_event_id
      having count(*) > count(distinct i.source_event_id)
      order by g.source, g.source_event_id
      on conflict (source, source_event_id) do update
        set times = event_duplicates.times + excluded.times,
            last_at = greatest(event_duplicates.last_at, excluded.last_at)
    )
    select (select settled from settlement) as settled, (select count(*) from inserted)::int as appended`;
  if (!outcome) throw new Error('append: Postgres returned no outcome');
  return outcome;
}

function isDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === deadlockDetected;
}
