import type { Sql, Transaction } from '#db/client.ts';
import type { EventLink, EventRange } from './event-store.ts';

/**
 * The digests of a range of events, in order, without opening any. Each is SHA-256 over every column as Postgres
 * sends the row in binary: for each value its type, its length (-1 for null) and its bytes, so that no two rows read
 * alike. JSON is in the one text form that `jsonb` has, times are microseconds, sealed bytes are what they are.
 * A column added later joins only in rows where it is not null; otherwise every digest so far would change.
 */
export async function readLinks(sql: Sql | Transaction, range: EventRange): Promise<EventLink[]> {
  // In one value, position after position: as rows of their own they would cost more to receive than to fold.
  const [found] = await sql<{ links: Buffer | null }[]>`
    select string_agg(int8send(position) || digest, ''::bytea order by position) as links
    from (
      select e.position, sha256(record_send(row(
        e.position, e.stream, e.type, e.schema_version, e.occurred_at, e.received_at, e.recorded_at, e.source,
        e.source_event_id, e.fingerprint, e.data, e.subject_id, e.sealed, e.actor, e.causation, e.correlation,
        e.verification))) as digest
      from events e
      where e.position > ${range.after} and e.position <= ${range.upTo}
      order by e.position limit ${range.limit}
    ) as linked`;
  const links = found?.links ?? nothing;
  return Array.from({ length: links.length / linkBytes }, (_, index) => linkAt(links, index * linkBytes));
}

const nothing = Buffer.alloc(0);
const positionBytes = 8;
const linkBytes = positionBytes + 32;

function linkAt(links: Buffer, start: number): EventLink {
  return {
    position: Number(links.readBigInt64BE(start)),
    digest: links.subarray(start + positionBytes, start + linkBytes),
  };
}
