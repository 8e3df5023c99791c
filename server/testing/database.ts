import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { databaseUrl } from '#server/local/database-url.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresAdminUrl: string;
    postgresTemplate: string;
  }
}

export interface TestDatabase {
  /** As the restricted role that the app uses. */
  url: string;
  /** As superuser, for what a test must arrange or inspect beyond the app's rights. */
  adminUrl: string;
  /** Ends whoever is still connected, and deletes the database. */
  drop(): Promise<void>;
}

export const APP_ROLE_PASSWORD = 'earshot-app-test';

/** A migrated, empty database of its own, for one suite. Only in `*.int.test.ts`. Takes some 30 ms. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject('postgresAdminUrl');
  const template = inject('postgresTemplate');
  const name = `earshot_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, (sql) => sql`create database ${sql(name)} template ${sql(template)}`);
  return {
    url: databaseUrl(server, name, { user: 'earshot_app', password: APP_ROLE_PASSWORD }),
    adminUrl: databaseUrl(server, name),
    drop: () => onServer(server, (sql) => sql`drop database if exists ${sql(name)} with (force)`),
  };
}

async function onServer(url: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}
