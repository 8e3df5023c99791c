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

/** Vitest runs this once before the integration tests: one Postgres, one migrated template to copy databases from. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await testServer();
  const sql = postgres(server.adminUrl, { max: 1, onnotice: () => undefined });
  const template = `earshot_template_${randomBytes(6).toString('hex')}`;
  await sql`create database ${sql(template)}`;
  // Roles belong to the whole server, so two runs sharing one must not migrate at the same moment.
  await sql`select pg_advisory_lock(hashtext('earshot test template'))`;
  await migrate(databaseUrl(server.adminUrl, template), { appRolePassword: APP_ROLE_PASSWORD });
  await sql`select pg_advisory_unlock(hashtext('earshot test template'))`;

  project.provide('postgresAdminUrl', server.adminUrl);
  project.provide('postgresTemplate', template);
  return async () => {
    await sql`drop database ${sql(template)} with (force)`;
    await sql.end();
    await server.stop();
  };
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
