import path from 'node:path';
import type { Environment } from '#server/providers/provider.ts';
import { ensureBuild } from './build.ts';
import type { Child } from './children.ts';
import { type Databases, embeddedDatabases, givenDatabases, migrateDatabase } from './databases.ts';
import { startEngine } from './engine.ts';
import { adminSignInLink, playIntoEmptyStore } from './first-look.ts';
import { command, type Mode, type Options } from './options.ts';
import type { Parts } from './parts.ts';
import { portState } from './ports.ts';
import { Problem } from './problem.ts';
import { claim } from './running.ts';
import type { Played } from './scenario.ts';
import { loadSecrets } from './secrets.ts';
import { appEnvironment, plan } from './settings.ts';
import { step } from './terminal.ts';
import { reachableAt, startWeb, waitUntilLive } from './web.ts';

export interface LaunchOptions {
  mode: Mode;
  options: Options;
  /** The project's folder. */
  root: string;
  dataDir: string;
  env: Environment;
  /** Gets everything that must be stopped, also when launching fails half-way. */
  parts: Parts;
}

export interface Launched {
  /** Where people reach it. */
  url: string;
  local: boolean;
  /** Only in local mode. */
  signInLink: string | undefined;
  /** Settles when a part ends that nobody asked to end, and says which and its last words. */
  ended: Promise<string>;
}

/** Brings up everything in order: database, tables, build, engine, web server, sample story. */
export async function launch(given: LaunchOptions): Promise<Launched> {
  const { mode, options, root, dataDir, env, parts } = given;
  const { host, port } = options;
  const chosen = plan(env);
  if (chosen.local && host !== '127.0.0.1') refuseHost(host);
  const claimed = await claim(dataDir, `http://localhost:${port}`);
  await parts.add('the claim on the data folder', claimed.release);
  await checkPort(port, mode);
  const secrets = await loadSecrets(dataDir);
  const settings = { env, plan: chosen, mode, secrets, port };
  // What a real server still lacks is said before its database is touched.
  if (!chosen.local)
    appEnvironment({ ...settings, databaseUrl: env.DATABASE_URL ?? '', engineUrl: undefined });
  const logs = (name: string) => path.join(dataDir, 'logs', `${name}.log`);

  const databases = chosen.embeddedPostgres
    ? await step('Postgres', () => embeddedDatabases(dataDir, secrets, parts))
    : givenDatabases(env);
  await step('Tables', () => migrateDatabase(databases, secrets));
  if (mode === 'start') await step('Build', () => ensureBuild(root, logs('build'), parts), String);

  const engine = chosen.embeddedEngine
    ? await step('Job engine', () =>
        startEngine({ root, appPort: port, databaseUrl: databases.engine, logFile: logs('engine') }),
      )
    : undefined;
  if (engine) await parts.add('the job engine', engine.child.stop);
  const app = appEnvironment({ ...settings, databaseUrl: databases.app, engineUrl: engine?.url });
  const web = await step('Web server', async () => {
    const child = await startWeb({ mode, root, host, port, env: app, logFile: logs('web') });
    await parts.add('the web server', child.stop);
    await waitUntilLive(child, port, host);
    return child;
  });
  if (chosen.local && !options.empty) {
    await step(
      'Sample story',
      () => playIntoEmptyStore({ app, secrets, serverUrl: reachableAt(host, port) }),
      describe,
    );
  }
  const signInLink = chosen.local ? await adminSignInLink(app) : undefined;
  await claimed.note({ databaseUrl: databases.app, ready: true });
  return {
    url: app.PUBLIC_BASE_URL ?? `http://localhost:${port}`,
    local: chosen.local,
    signInLink,
    ended: firstEnd([web, ...(engine ? [engine.child] : [])], databases),
  };
}

function refuseHost(host: string): never {
  throw new Problem(
    `Local mode listens on this machine only, because it signs people in without mail; not on ${host}. ` +
      'To serve others, set DATABASE_URL and what .env.example lists.',
  );
}

async function checkPort(port: number, mode: Mode): Promise<void> {
  const state = await portState(port);
  if (state === 'free') return;
  const other = `Choose another one: ${command(mode)} -- --port ${port === 3000 ? 3001 : port + 1}`;
  throw new Problem(
    state === 'taken'
      ? `Port ${port} is in use by another program. ${other}`
      : `Port ${port} may not be used by this account. ${other}`,
  );
}

function describe(played: Played | 'not empty' | 'no provider to play'): string {
  if (played === 'not empty') return 'not played, the store has events';
  if (played === 'no provider to play') return 'not played, the providers have keys of your own';
  const { messages, requests, duplicates, unreadable } = played;
  return `${messages} messages in ${requests} signed webhooks; ${duplicates} events came twice, ${unreadable} could not be read`;
}

function firstEnd(children: readonly Child[], databases: Databases): Promise<string> {
  const ends = children.map((child) =>
    child.exited.then(
      ({ code, signal }) => `${child.name} ended (${signal ?? `code ${code}`}).\n${child.lastLines()}`,
    ),
  );
  if (databases.server)
    ends.push(databases.server.exited.then(() => 'Postgres ended. See postgres/postgres.log.'));
  return Promise.race(ends);
}
