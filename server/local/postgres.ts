import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, open, readdir, readFile, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { signalWhenWeDie } from './guard.ts';
import { freePort } from './ports.ts';
import { type Cluster, POSTGRES_ENVIRONMENT, prepareCluster } from './postgres-cluster.ts';
import { memoryOfMachine, memorySettings, socketFolderOf } from './postgres-settings.ts';
import { messageOf, Problem } from './problem.ts';
import { isStill, waitUntilGone } from './process-table.ts';

export interface PostgresOptions {
  /** Folder of its own for the data and the log. Made when missing. */
  dataDir: string;
  /** TCP port on 127.0.0.1; 0, the default, takes any free one. */
  port?: number;
  /** Password of the superuser `postgres`; the same on every start of this folder. */
  password: string;
  /** For tests: safety against power loss traded for speed. */
  throwaway?: boolean;
}

export interface RunningPostgres {
  /** URL of the database `postgres`, as superuser. */
  adminUrl: string;
  pid: number;
  /** The folder of its Unix socket, which costs both sides less than TCP; undefined where there can be none. */
  socketFolder: string | undefined;
  /** Settles when the server has ended, whoever ended it. */
  exited: Promise<void>;
  /** Fast shutdown: what is committed is written, what is open is rolled back. */
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 30_000;

/**
 * Starts the Postgres that npm installed, on 127.0.0.1 only. Works as root, and beneath folders no other account can
 * enter. A server that a killed run left behind in this folder is stopped first; what it had committed is recovered.
 * Throws a `Problem` that says what to do.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const cluster = await prepareCluster(options);
  await stopLeftover(cluster);
  let socketFolder = socketFolderOf(cluster);
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port || (await freePort());
    const server = await launch(cluster, { port, socketFolder, throwaway: options.throwaway ?? false });
    const failure = await waitUntilReady(cluster, server);
    if (failure === undefined) return running(server, { port, socketFolder, password: options.password });
    // Some file systems have none.
    if (socketFolder !== undefined && failure.includes('Unix')) {
      socketFolder = undefined;
      continue;
    }
    // Another program may have taken the port since we asked for a free one.
    const tryAnother = failure.includes('Address already in use') && !options.port && attempt < 5;
    if (!tryAnother) throw new Problem(`Postgres did not start. ${cluster.log} ends with:\n${failure}`);
  }
}

/** Deletes a folder that `startPostgres` made, its data included, wherever that had to be kept. Stop the server first. */
export async function removePostgres(dataDir: string): Promise<void> {
  const data = await realpath(dataDir).catch(() => dataDir);
  // A server that was just told to stop may still write a last file while its folder is emptied.
  const patiently = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 };
  await rm(data, patiently);
  await rm(dataDir, patiently);
}

async function stopLeftover(cluster: Cluster): Promise<void> {
  const pidFile = path.join(cluster.data, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  if (Number.isNaN(pid)) return;
  if (await isStill(pid, cluster.data)) {
    process.kill(pid, 'SIGINT');
    if (!(await waitUntilGone(pid, cluster.data, STOP_TIMEOUT_MS))) {
      throw new Problem(
        `An earlier Postgres (process ${pid}) still runs in ${cluster.data} and does not stop. End it, then start again.`,
      );
    }
  }
  // Postgres trusts the number in this file; after a restart it may be another program's. Its sockets have ports of their own.
  const folder = path.dirname(cluster.data);
  const sockets = (await readdir(folder)).filter((name) => name.startsWith('.s.PGSQL.'));
  for (const left of [pidFile, ...sockets.map((name) => path.join(folder, name))])
    await rm(left, { force: true });
}

interface Launch {
  readonly port: number;
  readonly socketFolder: string | undefined;
  readonly throwaway: boolean;
}

async function launch(cluster: Cluster, { port, socketFolder, throwaway }: Launch): Promise<ChildProcess> {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: socketFolder ?? '',
    max_connections: 200,
    ...memorySettings(memoryOfMachine()),
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    ...(throwaway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  const log = await open(cluster.log, 'w', 0o600);
  if (cluster.user) await chown(cluster.log, cluster.user.uid, cluster.user.gid);
  const server = spawn(
    cluster.binaries.postgres,
    ['-D', cluster.data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      ...cluster.user,
      cwd: '/',
      // Out of our process group, so that Ctrl-C reaches it through us, last, and not at the same moment.
      detached: true,
      env: POSTGRES_ENVIRONMENT,
      stdio: ['ignore', log.fd, log.fd],
    },
  );
  try {
    await once(server, 'spawn');
  } catch (error) {
    throw new Problem(`Postgres cannot be run: ${messageOf(error)}`);
  } finally {
    await log.close();
  }
  return server;
}

/** Undefined when the server takes connections, else the end of its log. */
async function waitUntilReady(cluster: Cluster, server: ChildProcess): Promise<string | undefined> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (server.exitCode === null && server.signalCode === null && Date.now() < deadline) {
    const lines = (await readFile(path.join(cluster.data, 'postmaster.pid'), 'utf8').catch(() => '')).split(
      '\n',
    );
    if (lines[0] === String(server.pid) && lines[7]?.trim() === 'ready') return undefined;
    await pause(20);
  }
  server.kill('SIGQUIT');
  const log = await readFile(cluster.log, 'utf8').catch(messageOf);
  return log.trimEnd().split('\n').slice(-12).join('\n');
}

function running(
  server: ChildProcess,
  { port, socketFolder, password }: { port: number; socketFolder: string | undefined; password: string },
): RunningPostgres {
  const { pid } = server;
  if (pid === undefined) throw new Error('A running server has a process id.');
  const exited = server.exitCode === null ? once(server, 'exit').then(() => undefined) : Promise.resolve();
  const guard = signalWhenWeDie(pid, 'INT');
  return {
    adminUrl: `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
    pid,
    socketFolder,
    exited,
    stop: async () => {
      server.kill('SIGINT');
      const impatient = setTimeout(() => server.kill('SIGQUIT'), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(impatient);
      guard.kill('SIGKILL');
    },
  };
}
