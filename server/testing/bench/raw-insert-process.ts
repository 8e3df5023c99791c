import { randomBytes } from 'node:crypto';
import type postgres from 'postgres';
import { connect as connectTo } from '#db/connect.ts';
import { closedLoop } from './closed-loop.ts';
import { serveJobs } from './worker.ts';

/** With the primary key and the two unique indexes of the event table, or with the primary key alone. */
export type RawTable = 'raw_unique' | 'raw_plain';

export type RawInsertJob =
  | { readonly step: 'connect'; readonly databaseUrl: string; readonly connections: number }
  | { readonly step: 'prepare'; readonly rows: number; readonly statements: number }
  | { readonly step: 'insert'; readonly table: RawTable; readonly forMs: number };

export interface RawInserted {
  /** Rows. */
  readonly perSecond: number;
}

const columns = `stream, type, schema_version, occurred_at, received_at, recorded_at, source, source_event_id,
  fingerprint, data, subject_id, sealed, actor, causation, correlation, verification`;

let connections: readonly postgres.Sql[] = [];
let prepared: { readonly rows: number; readonly text: string }[] = [];

/**
 * What this Postgres can do at best: statements of rows exactly as large as those the app stored, written out
 * beforehand, from a process that does nothing else.
 */
serveJobs<RawInsertJob, RawInserted>(async (job) => {
  if (job.step === 'connect') await connect(job.databaseUrl, job.connections);
  if (job.step === 'prepare') prepared = await prepare(job.rows, job.statements);
  return job.step === 'insert' ? insertFor(job.table, job.forMs) : { perSecond: 0 };
});

async function connect(databaseUrl: string, count: number): Promise<void> {
  const open = () => connectTo(databaseUrl, { max: 1, onnotice: () => undefined });
  connections = Array.from({ length: count }, open);
  const sql = first(connections);
  await sql`create table raw_plain (like events including identity, primary key (position))`;
  await sql`create table raw_unique (
    like events including identity, primary key (position), unique (source, source_event_id), unique (fingerprint))`;
}

/** Copies of stored rows, each with keys of its own of the same length. */
async function prepare(rowsEach: number, statements: number): Promise<typeof prepared> {
  const sql = first(connections);
  const samples = await sql<
    { row: Record<string, unknown> & { source_event_id: string; fingerprint: string } }[]
  >`
    select to_jsonb(e) - 'position' - 'sealed' - 'recorded_at'
      || jsonb_build_object('sealed', replace(encode(e.sealed, 'base64'), E'\n', '')) as row
    from events e order by position desc limit ${rowsEach}`;
  return Array.from({ length: statements }, () => {
    const rows = samples.map(({ row }) => ({
      ...row,
      source_event_id: freshKey(row.source_event_id.length),
      fingerprint: freshKey(row.fingerprint.length),
    }));
    return { rows: rows.length, text: JSON.stringify(rows) };
  });
}

async function insertFor(table: RawTable, forMs: number): Promise<RawInserted> {
  const queue = prepared;
  prepared = [];
  const { perSecond } = await closedLoop(connections.length, forMs, async (loop) => {
    const statement = queue.pop();
    const sql = connections[loop];
    if (!statement || !sql) return null;
    await insert(sql, table, statement.text);
    return statement.rows;
  });
  return { perSecond };
}

async function insert(sql: postgres.Sql, table: RawTable, text: string): Promise<void> {
  await sql.unsafe(
    `insert into ${table} (${columns})
    select stream, type, schema_version, occurred_at, received_at, clock_timestamp(), source, source_event_id,
      fingerprint, data, subject_id, decode(sealed, 'base64'), actor, causation, correlation, verification
    from jsonb_to_recordset($1::text::jsonb) as e(
      stream text, type text, schema_version int, occurred_at timestamptz, received_at timestamptz,
      source text, source_event_id text, fingerprint text, data jsonb, subject_id text, sealed text,
      actor text, causation text, correlation text, verification jsonb)`,
    [text],
    { prepare: true },
  );
}

function freshKey(length: number): string {
  return randomBytes(length).toString('base64url').slice(0, length);
}

function first(open: readonly postgres.Sql[]): postgres.Sql {
  const [sql] = open;
  if (!sql) throw new Error('connect first');
  return sql;
}
