import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Databases, embeddedDatabases, migrateDatabase } from '#server/local/databases.ts';
import type { Parts } from '#server/local/parts.ts';
import { removePostgres } from '#server/local/postgres.ts';
import { loadSecrets, type Secrets } from '#server/local/secrets.ts';
import { step } from '#server/local/terminal.ts';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
/** Where local mode keeps its data and logs. */
export const home = path.join(root, '.earshot');

/** An empty event store on the Postgres that `npm start` runs, thrown away at the end. */
export interface Store {
  readonly databases: Databases;
  readonly secrets: Secrets;
}

/** Starts Postgres in a folder of its own, durable as in earnest, and migrates. */
export async function startStore(parts: Parts): Promise<Store> {
  await mkdir(home, { recursive: true });
  const folder = await mkdtemp(path.join(home, 'bench-'));
  await parts.add('the data folder', async () => {
    await removePostgres(path.join(folder, 'postgres'));
    await rm(folder, { recursive: true, force: true });
  });
  const secrets = await loadSecrets(folder);
  const databases = await step('Postgres', () => embeddedDatabases(folder, secrets, parts));
  await step('Tables', () => migrateDatabase(databases, secrets));
  return { databases, secrets };
}
