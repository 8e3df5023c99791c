import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { migrate } from '#db/migrate.ts';
import { databaseUrl } from '#server/local/database-url.ts';
import { removePostgres, startPostgres } from '#server/local/postgres.ts';
import { makeTemporaryFolder } from '#server/local/temporary-folder.ts';
import { APP_ROLE_PASSWORD } from './database.ts';
import { hasRows, readBlueprint } from './emptying.ts';

/** Vitest runs this once before the integration tests: one Postgres, one migrated template to copy databases from. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await testServer();
  const sql = postgres(server.adminUrl, { max: 1, onnotice: () => undefined });
  const template = `earshot_template_${randomBytes(6).toString('hex')}`;
  await sql`create database ${sql(template)}`;
  // Roles belong to the whole server, so two runs sharing one must not migrate at the same moment.
  await sql`select pg_advisory_lock(hashtext('earshot test template'))`;
  const templateUrl = databaseUrl(server.adminUrl, template);
  await migrate(templateUrl, { appRolePassword: APP_ROLE_PASSWORD });
  await sql`select pg_advisory_unlock(hashtext('earshot test template'))`;

  project.provide('postgresAdminUrl', server.adminUrl);
  project.provide('postgresTemplate', template);
  project.provide('postgresBlueprint', await blueprintAt(templateUrl));
  return async () => {
    // The template, and the copies that workers left for the tests to come.
    const made = await sql`select datname as name from pg_database where starts_with(datname, ${template})`;
    for (const { name } of made) await sql`drop database ${sql(name)} with (force)`;
    await sql.end();
    await server.stop();
  };
}

async function blueprintAt(url: string): Promise<string> {
  const sql = postgres(url, { max: 1 });
  try {
    if (await hasRows(sql)) throw new Error('A migration leaves rows: have emptyDatabase put them back.');
    return await readBlueprint(sql);
  } finally {
    // Postgres copies no database that somebody is connected to.
    await sql.end();
  }
}

async function testServer(): Promise<{ adminUrl: string; stop(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { adminUrl: given, stop: () => Promise.resolve() };
  const folder = await makeTemporaryFolder('earshot-test-');
  const dataDir = path.join(folder, 'postgres');
  const server = await startPostgres({ dataDir, password: 'test', throwaway: true });
  return {
    adminUrl: server.adminUrl,
    stop: async () => {
      await server.stop();
      await removePostgres(dataDir);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
