import type { Sql } from '#db/client.ts';
import type { EventRange } from './event-store.ts';

/** One row of `events` as `copy` in its binary format tells it. */
export interface CopiedRow {
  readonly position: number;
  readonly stream: string;
  readonly type: string;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly occurredAt: number;
  readonly receivedAt: number;
  readonly recordedAt: number;
  readonly source: string;
  readonly sourceEventId: string;
  /** JSON in UTF-8. */
  readonly data: Buffer;
  readonly subjectId: string | null;
  readonly sealed: Buffer | null;
  readonly actor: string | null;
  readonly causation: string | null;
  readonly correlation: string | null;
  /** JSON. */
  readonly verification: string | null;
}

/**
 * Rows of a range of positions, in order. As a query would, at two thirds of the cost here and four fifths in Postgres:
 * bytes are sent as they are in place of hexadecimal digits, and times as numbers. `upTo` must be a safe position.
 *
 * The checks of a decision stay behind where all passed: they are three quarters of it, and no fold asks for those.
 */
export async function copyRows(sql: Sql, { after, upTo, limit }: EventRange): Promise<CopiedRow[]> {
  const [from, to, most] = [after, upTo, limit].map(BigInt);
  const copy = await sql
    .unsafe(`
      copy (
        select position, stream, type, schema_version, occurred_at, received_at, recorded_at, source, source_event_id,
          case when type = 'SendDecided' and data #>> '{decision,rule}' is null
            then jsonb_set(data, '{decision,checks}', '[]') else data end::text,
          subject_id, sealed, actor, causation, correlation, verification::text
        from events where position > ${from} and position <= ${to} order by position limit ${most}
      ) to stdout (format binary)`)
    .readable();
  const rows: CopiedRow[] = [];
  await new Promise<void>((resolve, reject) => {
    copy.on('end', resolve).on('error', reject);
    copy.on('data', (message: Buffer) => {
      for (const fields = new Fields(message); fields.beginRow(); ) rows.push(rowFrom(fields));
    });
  });
  return rows;
}

/** In the order of the columns. */
function rowFrom(fields: Fields): CopiedRow {
  return {
    position: fields.bigint(),
    stream: fields.text() ?? '',
    type: fields.text() ?? '',
    version: fields.integer(),
    occurredAt: fields.moment(),
    receivedAt: fields.moment(),
    recordedAt: fields.moment(),
    source: fields.text() ?? '',
    sourceEventId: fields.text() ?? '',
    data: fields.bytes() ?? nothing,
    subjectId: fields.text(),
    sealed: fields.bytes(),
    actor: fields.text(),
    causation: fields.text(),
    correlation: fields.text(),
    verification: fields.text(),
  };
}

const nothing = Buffer.alloc(0);
const signature = Buffer.from('PGCOPY\n');
const headerBytes = 19;
const epochMs = Date.UTC(2000, 0, 1);

/** Reads what `copy` sends, see "Binary Format" on its page of the Postgres manual: lengths before values, -1 for null. */
class Fields {
  readonly #message: Buffer;
  #at = 0;

  constructor(message: Buffer) {
    this.#message = message;
    if (message.subarray(0, signature.length).equals(signature)) this.#at = headerBytes;
  }

  /** False where there is none any more. */
  beginRow(): boolean {
    if (this.#at + 2 > this.#message.length || this.#message.readInt16BE(this.#at) < 0) return false;
    this.#at += 2;
    return true;
  }

  integer(): number {
    this.#at += 8;
    return this.#message.readInt32BE(this.#at - 4);
  }

  bigint(): number {
    this.#at += 12;
    return this.#message.readInt32BE(this.#at - 8) * 2 ** 32 + this.#message.readUInt32BE(this.#at - 4);
  }

  /** Stored in microseconds since 2000. */
  moment(): number {
    return this.bigint() / 1000 + epochMs;
  }

  text(): string | null {
    const end = this.#end();
    return end === null ? null : this.#message.toString('utf8', end.from, end.to);
  }

  bytes(): Buffer | null {
    const end = this.#end();
    return end && this.#message.subarray(end.from, end.to);
  }

  #end(): { from: number; to: number } | null {
    const length = this.#message.readInt32BE(this.#at);
    this.#at += 4;
    if (length < 0) return null;
    const from = this.#at;
    this.#at += length;
    return { from, to: this.#at };
  }
}
