import path from 'node:path';
import postgres from 'postgres';
import { ensureBuild } from '#server/local/build.ts';
import { databaseUrl } from '#server/local/database-url.ts';
import type { Databases } from '#server/local/databases.ts';
import { startEngine } from '#server/local/engine.ts';
import type { Parts } from '#server/local/parts.ts';
import { freePort } from '#server/local/ports.ts';
import type { RehearsalCredentials, Secrets } from '#server/local/secrets.ts';
import { appEnvironment } from '#server/local/settings.ts';
import { step } from '#server/local/terminal.ts';
import { startWeb, waitUntilLive } from '#server/local/web.ts';
import { home, root, startStore } from './store.ts';

/** The discard port: a nudge sent there is refused at once, as when the engine is down. */
const noEngine = 'http://127.0.0.1:9';

/** Earshot as `npm start` runs it, on an empty store that is thrown away. */
export interface Installation {
  readonly url: string;
  /** The same as the app knows it: some providers sign it. */
  readonly publicUrl: string;
  readonly secrets: Secrets;
  /** The app's database, as superuser. */
  readonly adminUrl: string;
  /** The same database, reached the way the app reaches it: whoever is compared with it has the same. */
  readonly rawUrl: string;
  /** An empty database beside it, reached the same way. */
  readonly otherUrl: string;
  credentialsOf(provider: string): RehearsalCredentials;
}

/** Starts Postgres, durable as in earnest, migrates, builds if the sources changed, and starts the web server. */
export async function startInstallation(parts: Parts, options: { engine: boolean }): Promise<Installation> {
  const { databases, secrets } = await startStore(parts);
  await step('Build', () => ensureBuild(root, path.join(home, 'logs/bench-build.log'), parts), String);
  const url = await startServers({ parts, databases, secrets, engine: options.engine });
  return {
    url,
    publicUrl: url.replace('127.0.0.1', 'localhost'),
    secrets,
    adminUrl: databases.migration,
    rawUrl: asTheApp(databases, 'earshot'),
    otherUrl: asTheApp(databases, await createDatabase(databases.migration, 'other')),
    credentialsOf(provider) {
      const credentials = secrets.rehearsals[provider];
      if (!credentials) throw new Error(`there are no rehearsal credentials for ${provider}`);
      return credentials;
    },
  };
}

async function startServers(given: {
  parts: Parts;
  databases: Databases;
  secrets: Secrets;
  engine: boolean;
}): Promise<string> {
  const { parts, databases, secrets } = given;
  const port = await freePort();
  const logs = (name: string) => path.join(home, `logs/bench-${name}.log`);
  const engine = given.engine
    ? await startEngine({ root, appPort: port, databaseUrl: databases.engine, logFile: logs('engine') })
    : undefined;
  if (engine) await parts.add('the job engine', engine.child.stop);
  const env = appEnvironment({
    env: withoutSettings(process.env),
    plan: { local: true, embeddedPostgres: true, embeddedEngine: given.engine },
    mode: 'start',
    secrets,
    port,
    databaseUrl: databases.app,
    engineUrl: engine?.url ?? noEngine,
  });
  const web = await startWeb({ mode: 'start', root, port, env, logFile: logs('web') });
  await parts.add('the web server', web.stop);
  await step('Web server', () => waitUntilLive(web, port));
  return `http://127.0.0.1:${port}`;
}

async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const sql = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql`create database ${sql(name)}`;
  } finally {
    await sql.end();
  }
  return name;
}

function asTheApp({ migration, server }: Databases, name: string): string {
  return databaseUrl(migration, name, { socketFolder: server?.socketFolder });
}

/** A person's own settings must not reach into the bench: the same conditions for all. */
function withoutSettings(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const needed = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot', 'NODE_OPTIONS'];
  return Object.fromEntries(Object.entries(env).filter(([name]) => needed.includes(name)));
}
