import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { databaseUrl } from '#server/local/database-url.ts';
import { emptyDatabase } from './emptying.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresAdminUrl: string;
    postgresTemplate: string;
    /** What `readBlueprint` says of the template. */
    postgresBlueprint: string;
  }
}

export interface TestDatabase {
  /** As the restricted role that the app uses. */
  url: string;
  /** As superuser, for what a test must arrange or inspect beyond the app's rights. */
  adminUrl: string;
  /** Ends whoever is still connected. What was in the database is gone. */
  drop(): Promise<void>;
}

export const APP_ROLE_PASSWORD = 'earshot-app-test';

/** Made by this worker, used by a test that has ended, and emptied since. */
const idle: string[] = [];

/**
 * A migrated, empty database of its own, for one suite or one test. Only in `*.int.test.ts`. Making one costs Postgres
 * some 700 files, so that an emptied one is taken where there is one.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject('postgresAdminUrl');
  const name = idle.pop() ?? (await copyTemplate(server));
  const adminUrl = databaseUrl(server, name);
  let isOurs = true;
  return {
    url: databaseUrl(server, name, { role: { user: 'earshot_app', password: APP_ROLE_PASSWORD } }),
    adminUrl,
    async drop() {
      if (!isOurs) return;
      isOurs = false;
      const isAsNew = await onServer(adminUrl, (sql) => emptyDatabase(sql, inject('postgresBlueprint')));
      if (isAsNew) idle.push(name);
      else await onServer(server, (sql) => sql`drop database ${sql(name)} with (force)`);
    },
  };
}

async function copyTemplate(server: string): Promise<string> {
  const template = inject('postgresTemplate');
  const name = `${template}_${randomBytes(6).toString('hex')}`;
  await onServer(server, (sql) => sql`create database ${sql(name)} template ${sql(template)}`);
  return name;
}

async function onServer<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
