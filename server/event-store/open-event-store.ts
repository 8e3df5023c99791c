import type { Sql } from '#db/client.ts';
import { subjectStream } from '#server/domain/subject/events.ts';
import { append } from './append.ts';
import { changedStreams } from './changed-streams.ts';
import type { EventStore } from './event-store.ts';
import { groupAppends } from './group-append.ts';
import { readLinks } from './links.ts';
import { claimToken } from './one-time-tokens.ts';
import { readForward, readStream } from './read.ts';
import { readAhead } from './read-ahead.ts';
import { readEvent, readEvents } from './read-event.ts';
import { readSubject, readSubjectAfter } from './read-subject.ts';
import { keyedHash, loadKeys, type StoreSecrets, subjectIdOf } from './sealing.ts';
import { SubjectKeys } from './subject-keys.ts';
import { newestPosition, safePosition } from './writers-lock.ts';

/** With the database's `url`, readers can have a thread with a connection of its own. */
export function openEventStore(
  sql: Sql,
  secrets: StoreSecrets,
  { url }: { readonly url?: string } = {},
): EventStore {
  const keys = loadKeys(secrets);
  const subjectKeys = new SubjectKeys(keys);
  const readRange: EventStore['readRange'] = (range, within) =>
    readForward(within ?? sql, subjectKeys, range);
  return {
    append: groupAppends((events) => append(sql, keys, subjectKeys, events)),
    safePosition: () => safePosition(sql),
    newestPosition: () => newestPosition(sql),
    readRange,
    openReader: () =>
      url === undefined ? { readRange, close: async () => {} } : readAhead({ url, secrets }, readRange),
    readLinks: (range, within) => readLinks(within ?? sql, range),
    changedStreams: (range, types) => changedStreams(sql, range, types),
    readStream: (stream) => readStream(sql, subjectKeys, stream),
    readSubject: (subjectId, selection) => readSubject(sql, subjectKeys, subjectId, selection),
    readSubjectAfter: (subjectId, page) => readSubjectAfter(sql, subjectKeys, subjectId, page),
    readEvent: (id) => readEvent(sql, subjectKeys, id),
    readEvents: (ids) => readEvents(sql, subjectKeys, ids),
    subjectIdOf: (address) => subjectIdOf(keys, address),
    hash: (purpose, text) => keyedHash(keys, purpose, text),
    claimToken: (request) => claimToken(sql, keys, request),
    async erasedAmong(subjectIds) {
      const rows = await sql<{ subject_id: string }[]>`
        select subject_id from subjects where subject_id = any(${[...subjectIds]}::text[]) and salt is null`;
      return new Set(rows.map((row) => row.subject_id));
    },
    async eraseSubject(subjectId, by) {
      const erased = await sql.begin(async (transaction) => {
        const rows = await transaction`
          insert into subjects (subject_id, salt, erased_at) values (${subjectId}, null, ${by.at}::text::timestamptz)
          on conflict (subject_id) do update set salt = null, erased_at = excluded.erased_at
            where subjects.salt is not null
          returning 1`;
        if (rows.length === 0) return false;
        await append(transaction, keys, subjectKeys, [
          {
            stream: subjectStream(subjectId),
            type: 'SubjectErased',
            data: { subjectId, reason: by.reason },
            personal: null,
            subject: null,
            occurredAt: by.at,
            receivedAt: by.at,
            source: 'admin',
            sourceEventId: `erase-${subjectId}`,
            fingerprint: ['erase', subjectId],
            actor: by.actor,
          },
        ]);
        return true;
      });
      subjectKeys.forget(subjectId);
      return erased;
    },
  };
}
