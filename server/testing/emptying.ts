import type postgres from 'postgres';

/** Beyond this, stepping over what deleted rows leave behind costs more than a new copy of the template. */
const mostBytes = 1024 * 1024;

/**
 * Makes a used database the one that migrations leave: whoever is connected is sent away, rows are gone, numbers start
 * again. False when it cannot be that again, for a test filled it, or changed more than rows: then its tables,
 * functions, triggers or rights do not give `blueprint`. Takes a connection of the superuser.
 */
export async function emptyDatabase(sql: postgres.Sql, blueprint: string): Promise<boolean> {
  await sql`
    select pg_terminate_backend(pid, 10000) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`;
  const [found] = await sql.unsafe<{ bytes: number; blueprint: string }[]>(
    `select (${bytesOfRows})::int as bytes, (${blueprintOfDatabase}) as blueprint`,
  );
  if (found === undefined || found.bytes > mostBytes || found.blueprint !== blueprint) return false;
  await sql.unsafe(emptying);
  return true;
}

/** Whether a table has or had rows. None of a template may: they would be missing once a copy has been emptied. */
export async function hasRows(sql: postgres.Sql): Promise<boolean> {
  const [found] = await sql.unsafe<{ bytes: number }[]>(`select (${bytesOfRows})::int as bytes`);
  return found?.bytes !== 0;
}

/** Everything about a database but its rows, as a hash. The object ids in it are the template's in each copy. */
export async function readBlueprint(sql: postgres.Sql): Promise<string> {
  const [found] = await sql.unsafe<{ blueprint: string }[]>(`select (${blueprintOfDatabase}) as blueprint`);
  if (found === undefined) throw new Error('An aggregate has one row.');
  return found.blueprint;
}

/** Tables outside Postgres' own schemas; which migrations have run is no test's to say. */
const ownTables = `
  pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where relkind = 'r' and nspname !~ '^pg_' and nspname not in ('information_schema', 'drizzle')`;

const bytesOfRows = `select coalesce(sum(pg_relation_size(pg_class.oid)), 0) from ${ownTables}`;

/** What is not Postgres' own has an object id from here on. */
const own = (id: string) => `where ${id} >= 16384`;

const blueprintOfDatabase = `
  select md5(string_agg(line, e'\\n' order by line)) from (
    select (oid, relname, relnamespace, relkind, relpersistence, relowner, relacl, reloptions, relrowsecurity)::text
      from pg_class ${own('oid')}
    union all select pg_namespace::text from pg_namespace where nspname !~ '^pg_'
    union all select pg_attribute::text from pg_attribute ${own('attrelid')}
    union all select pg_attrdef::text from pg_attrdef
    union all select pg_constraint::text from pg_constraint ${own('oid')}
    union all select (tgrelid, tgname, tgenabled, tgfoid, tgtype)::text from pg_trigger ${own('oid')}
    union all select pg_proc::text from pg_proc ${own('oid')}
    union all select pg_index::text from pg_index ${own('indexrelid')}
    union all select pg_sequence::text from pg_sequence
    union all select pg_type::text from pg_type ${own('oid')}
    union all select pg_default_acl::text from pg_default_acl
    union all select pg_extension::text from pg_extension
    union all select pg_db_role_setting::text from pg_db_role_setting
      where setdatabase = (select oid from pg_database where datname = current_database())
  ) as said (line)`;

/** Events are append-only even for who owns them, so their trigger is taken off and put back as it was. */
const emptying = `
  do $$
  declare
    table_name text;
    has_rows boolean;
  begin
    -- Rows that refer to others may go after them.
    set local session_replication_role = replica;
    alter table public.events disable trigger events_append_only;
    for table_name in select format('%I.%I', nspname, relname) from ${ownTables} loop
      execute 'select exists (select from ' || table_name || ')' into has_rows;
      if has_rows then execute 'delete from ' || table_name; end if;
    end loop;
    alter table public.events enable always trigger events_append_only;
    perform setval(seqrelid, seqstart, false) from pg_sequence;
  end $$`;
