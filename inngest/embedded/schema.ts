import { createHash } from 'node:crypto';
import type { Sql, Tx } from './database.ts';
import { SQL_FUNCTIONS } from './sql-functions.ts';

const VERSION = 1;

/**
 * Creates the engine's tables in their own schema; running it again changes nothing.
 * Throws when a newer engine has already been here, because its rows would be misread.
 */
export async function ensureSchema(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    // Two engines starting together would otherwise race each other's "if not exists".
    await tx`select pg_advisory_xact_lock(hashtextextended('inngest_engine.schema', 0))`;
    await tx.unsafe(TABLES);
    await tx`insert into inngest_engine.meta (version) values (${VERSION}) on conflict do nothing`;
    const [row] = await tx<{ version: number }[]>`select max(version) as version from inngest_engine.meta`;
    if (row && row.version > VERSION) {
      throw new Error(
        `The engine's tables have version ${row.version}, this engine knows ${VERSION}. Run the newer engine.`,
      );
    }
    await replaceFunctions(tx);
  });
}

// Postgres refuses to replace a function whose result has changed, so those of another engine version go first.
async function replaceFunctions(tx: Tx): Promise<void> {
  const hash = createHash('sha256').update(SQL_FUNCTIONS).digest('hex');
  const installed = await tx`select 1 from inngest_engine.sql_functions where hash = ${hash}`;
  if (installed.length > 0) return;
  const old = await tx<{ signature: string }[]>`
    select oid::regprocedure::text as signature from pg_proc
    where pronamespace = 'inngest_engine'::regnamespace`;
  for (const { signature } of old) await tx.unsafe(`drop function ${signature}`);
  await tx.unsafe(SQL_FUNCTIONS);
  await tx`delete from inngest_engine.sql_functions`;
  await tx`insert into inngest_engine.sql_functions (hash) values (${hash})`;
}

// A column added since is there for tables of an older engine too, which goes on without knowing it.
// JSON is kept as text: the engine never looks inside by SQL, and text keeps what jsonb refuses (\u0000).
const TABLES = `
create schema if not exists inngest_engine;
create table if not exists inngest_engine.meta (version int primary key);
create table if not exists inngest_engine.sql_functions (hash text primary key);
create table if not exists inngest_engine.app (
  app_url text primary key, app_id text not null, config_hash text not null, synced_at timestamptz not null);
create table if not exists inngest_engine.function (
  fn_id text primary key, app_url text not null, config text not null);
create table if not exists inngest_engine.event (
  internal_id text primary key, seq bigint generated always as identity, event_id text not null,
  named boolean not null, name text not null, body text not null, received_at timestamptz not null,
  dispatched boolean not null default false, failures int not null default 0, not_before timestamptz);
create index if not exists event_undispatched on inngest_engine.event (seq) where not dispatched;
create index if not exists event_received on inngest_engine.event (received_at);
create table if not exists inngest_engine.run (
  run_id text primary key, fn_id text not null, events text[] not null,
  status text not null default 'Running', version int not null default -1,
  force_plan boolean not null default false, singleton_key text, correlation_id text,
  quiet boolean not null, ckeys text[] not null, climits int[] not null, queued_at timestamptz not null, started_at timestamptz, ended_at timestamptz,
  output text);
create index if not exists run_singleton on inngest_engine.run (fn_id, singleton_key)
  where status = 'Running' and singleton_key is not null;
create index if not exists run_ended on inngest_engine.run (ended_at) where ended_at is not null;
create table if not exists inngest_engine.step (
  run_id text not null references inngest_engine.run on delete cascade, step_id text not null,
  output text not null, seq bigint generated always as identity, primary key (run_id, step_id));
create table if not exists inngest_engine.pending (
  run_id text not null references inngest_engine.run on delete cascade, step_id text not null,
  race boolean not null, primary key (run_id, step_id));
create table if not exists inngest_engine.wait (
  id bigint generated always as identity primary key,
  run_id text not null references inngest_engine.run on delete cascade, step_id text not null,
  kind text not null, event_name text, expression text, match_path text, match_value text,
  correlation_id text, created_at timestamptz not null, expires_at timestamptz);
create index if not exists wait_event on inngest_engine.wait (event_name, match_path, match_value);
create index if not exists wait_correlation on inngest_engine.wait (correlation_id)
  where correlation_id is not null;
create index if not exists wait_run on inngest_engine.wait (run_id);
create table if not exists inngest_engine.call (
  id bigint generated always as identity primary key,
  run_id text not null references inngest_engine.run on delete cascade, step_id text not null,
  fn_id text not null, attempt int not null default 0, cuts int not null default 0, run_at timestamptz not null,
  ckeys text[] not null default '{}', climits int[] not null default '{}',
  owner text, lease bigint, leased_at timestamptz, locked_until timestamptz, again boolean not null default false,
  unique (run_id, step_id));
alter table inngest_engine.call add column if not exists cuts int not null default 0;
create index if not exists call_due on inngest_engine.call (run_at, id) where owner is null;
create index if not exists call_leased on inngest_engine.call (owner) where owner is not null;
create table if not exists inngest_engine.timer (
  id text primary key, kind text not null,
  run_id text references inngest_engine.run on delete cascade, due_at timestamptz not null,
  payload text not null default 'null');
create index if not exists timer_due on inngest_engine.timer (due_at);
create index if not exists timer_run on inngest_engine.timer (run_id) where run_id is not null;
create table if not exists inngest_engine.once (
  fn_id text not null, key text not null, expires_at timestamptz not null, primary key (fn_id, key));
create index if not exists once_expires on inngest_engine.once (expires_at);
create table if not exists inngest_engine.buffer (
  seq bigint generated always as identity, fn_id text not null, key text not null,
  internal_id text not null, added_at timestamptz not null, primary key (fn_id, key, internal_id));
create sequence if not exists inngest_engine.lease_seq;
`;
