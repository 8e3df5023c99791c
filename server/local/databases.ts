import path from 'node:path';
import postgres from 'postgres';
import { migrate } from '#db/migrate.ts';
import type { Environment } from '#server/providers/provider.ts';
import { databaseUrl } from './database-url.ts';
import type { Parts } from './parts.ts';
import { type RunningPostgres, startPostgres } from './postgres.ts';
import { messageOf, Problem } from './problem.ts';
import type { Secrets } from './secrets.ts';

export interface Databases {
  /** What the app connects to. */
  app: string;
  /** May change tables. */
  migration: string;
  /** Where the embedded engine keeps its own schema. */
  engine: string;
  /** Only set when it is ours. */
  server?: RunningPostgres;
}

/** Starts the embedded Postgres with one database for the app and one for the engine. */
export async function embeddedDatabases(dataDir: string, secrets: Secrets, parts: Parts): Promise<Databases> {
  const server = await startPostgres({
    dataDir: path.join(dataDir, 'postgres'),
    password: secrets.postgresPassword,
  });
  await parts.add('Postgres', server.stop);
  await createMissing(server.adminUrl, ['earshot', 'earshot_engine']);
  const { adminUrl, socketFolder } = server;
  const role = { user: 'earshot_app', password: secrets.appRolePassword };
  return {
    app: databaseUrl(adminUrl, 'earshot', { role, socketFolder }),
    migration: databaseUrl(adminUrl, 'earshot'),
    engine: databaseUrl(adminUrl, 'earshot_engine', { socketFolder }),
    server,
  };
}

/** The database that DATABASE_URL names; DATABASE_MIGRATION_URL may name a role that is allowed more. */
export function givenDatabases(env: Environment): Databases {
  const app = env.DATABASE_URL ?? '';
  const migration = env.DATABASE_MIGRATION_URL || app;
  return { app, migration, engine: migration };
}

/** Brings the tables up to date. */
export async function migrateDatabase(databases: Databases, secrets: Secrets): Promise<void> {
  try {
    const options = databases.server ? { appRolePassword: secrets.appRolePassword } : {};
    await migrate(databases.migration, options);
  } catch (error) {
    if (databases.server) throw error;
    throw new Problem(`The database that DATABASE_URL names could not be migrated: ${messageOf(error)}`);
  }
}

async function createMissing(adminUrl: string, names: readonly string[]): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    const rows = await sql<{ name: string }[]>`select datname as name from pg_database`;
    const present = new Set(rows.map(({ name }) => name));
    for (const name of names) {
      if (!present.has(name)) await sql`create database ${sql(name)}`;
    }
  } finally {
    await sql.end();
  }
}
