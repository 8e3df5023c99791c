import postgres from 'postgres';
import { describe, expect, inject, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { readBlueprint } from './emptying.ts';

const insert = `insert into projections (name, slot, version, position, updated_at) values ('only here', 'live', 1, 0, now())`;
const append = `
  insert into events (stream, type, schema_version, occurred_at, received_at, recorded_at, source, source_event_id,
    fingerprint, data)
  values ('sample-1', 'Sample', 1, now(), now(), now(), 'sample', '1', 'f', '{}')
  returning position`;

async function on<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

const rowsOf = (test: TestDatabase) =>
  on(test.url, (sql) => sql`select name from projections union all select type from events`);

it('gives each suite an empty, migrated database that others do not see', async () => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  try {
    await on(first.adminUrl, (sql) => sql.unsafe(insert));
    expect(await rowsOf(second)).toEqual([]);
    const [who] = await on(second.url, (sql) => sql`select current_user as role`);
    expect(who).toEqual({ role: 'earshot_app' });
  } finally {
    await Promise.all([first.drop(), second.drop()]);
  }
});

describe('a database that a test has left', () => {
  it('is empty again for the next, counts from the start, and is append-only as before', async () => {
    const used = await createTestDatabase();
    await on(used.adminUrl, (sql) => sql.unsafe(`${insert}; ${append}`));
    await used.drop();
    const next = await createTestDatabase();
    try {
      expect(next.url).toBe(used.url);
      expect(await rowsOf(next)).toEqual([]);
      const [event] = await on(next.url, (sql) => sql.unsafe(append));
      expect(Number(event?.position)).toBe(1);
      for (const change of ['delete from events', 'truncate events'])
        await expect(
          on(next.adminUrl, (sql) => sql.unsafe(`set session_replication_role = replica; ${change}`)),
        ).rejects.toThrow('append-only');
    } finally {
      await next.drop();
    }
  });

  it('is nobody’s who was connected to it, and comes back once only', async () => {
    const used = await createTestDatabase();
    const lingering = postgres(used.url, { max: 1 });
    const [session] = await lingering`select pg_backend_pid() as pid`;
    await Promise.all([used.drop(), used.drop()]);
    await used.drop();
    const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    try {
      expect(one.url).not.toBe(other.url);
      const query = (sql: postgres.Sql) =>
        sql`select 1 from pg_stat_activity where pid = ${Number(session?.pid)}`;
      expect(await on(one.adminUrl, query)).toEqual([]);
    } finally {
      await lingering.end({ timeout: 0 });
      await Promise.all([one.drop(), other.drop()]);
    }
  });

  it.each([
    ['changed more than rows', 'create table another (id int)'],
    [
      'filled it',
      `insert into local_mails (recipient, subject, text, html, sent_at)
        select 'a', 'b', repeat('c', 600), '', now() from generate_series(1, 4000)`,
    ],
  ])('is not given to another when it %s', async (_, change) => {
    const used = await createTestDatabase();
    await on(used.adminUrl, (sql) => sql.unsafe(change));
    await used.drop();
    const next = await createTestDatabase();
    expect(next.url).not.toBe(used.url);
    await next.drop();
  });
});

it('tells by the blueprint whatever a test might change about a database', async () => {
  const test = await createTestDatabase();
  const changes = [
    'alter table projections add column note text',
    'alter table projections alter column version set default 1',
    'alter table projections drop constraint projections_name_slot_pk',
    'alter table events disable trigger events_append_only',
    'alter table projections set schema read_models_old',
    'grant update on events to earshot_app',
    'revoke usage on schema read_models from earshot_app',
    'alter default privileges in schema read_models grant truncate on tables to earshot_app',
    'create index on projections (version)',
    `create or replace function refuse_change() returns trigger language plpgsql as 'begin return null; end'`,
    `do $$ begin execute format('alter database %I set timezone to ''Asia/Tokyo''', current_database()); end $$`,
  ];
  const after = (change: string) =>
    on(test.adminUrl, async (sql) => {
      await sql.unsafe(`begin; ${change}`);
      return await readBlueprint(sql);
    });
  expect(await after(insert)).toBe(inject('postgresBlueprint'));
  for (const change of changes) expect(await after(change), change).not.toBe(inject('postgresBlueprint'));
  await test.drop();
});
