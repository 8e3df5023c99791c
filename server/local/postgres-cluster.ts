import { execFile } from 'node:child_process';
import {
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { copyPostgres, findPostgres, type PostgresBinaries, sharedFolder } from './postgres-binaries.ts';
import { postgresUser, type SystemUser } from './postgres-user.ts';
import { fileProblem, messageOf, Problem } from './problem.ts';

const run = promisify(execFile);

/** An initialised data folder and what is needed to run it. */
export interface Cluster {
  data: string;
  log: string;
  binaries: PostgresBinaries;
  /** The account to run as; undefined: as we are. */
  user: SystemUser | undefined;
}

/** All that Postgres gets to see of our environment, so that no PG* variable or locale of the person's changes it. */
export const POSTGRES_ENVIRONMENT: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  PATH: '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

/** Makes the data folder usable for the account Postgres must run as, and initialises it unless that was done before. */
export async function prepareCluster(options: {
  dataDir: string;
  password: string;
  throwaway?: boolean;
}): Promise<Cluster> {
  const user = await postgresUser(options.dataDir);
  const { folder, binaries } = await reachable(path.resolve(options.dataDir), await findPostgres(), user);
  // The major version is in the name, so that a later Postgres never opens files it cannot read.
  const data = path.join(folder, binaries.version.split('.')[0] ?? 'data');
  const cluster = { data, log: path.join(folder, 'postgres.log'), binaries, user };
  if (!(await stat(data).catch(() => undefined))) await initialise(cluster, folder, options);
  return cluster;
}

/**
 * Gives the folder to `user`. Where that account cannot get at it, because the project lies beneath a folder like
 * /root, the data is kept in a folder of the system and `dataDir` becomes a link to it.
 */
async function reachable(
  dataDir: string,
  binaries: PostgresBinaries,
  user: SystemUser | undefined,
): Promise<{ folder: string; binaries: PostgresBinaries }> {
  const moved = (await lstat(dataDir).catch(() => undefined))?.isSymbolicLink();
  if (moved) {
    const folder = path.resolve(path.dirname(dataDir), await readlink(dataDir));
    await makeFolder(folder, user);
    return { folder, binaries: user ? await copyPostgres(binaries) : binaries };
  }
  await makeFolder(dataDir, user);
  if (!user || (await canUse(user, dataDir, binaries))) return { folder: dataDir, binaries };

  const folder = await mkdtemp(path.join(await sharedFolder(), 'data-'));
  await chown(folder, user.uid, user.gid);
  const copy = await copyPostgres(binaries);
  if (!(await canUse(user, folder, copy))) {
    throw new Problem(
      `Postgres does not run as root, and account ${user.uid} can use neither ${dataDir} nor ${folder}. ` +
        'Start Earshot as another user, or set DATABASE_URL to a Postgres of your own.',
    );
  }
  await rm(dataDir, { recursive: true });
  await symlink(folder, dataDir);
  return { folder, binaries: copy };
}

async function makeFolder(folder: string, user: SystemUser | undefined): Promise<void> {
  try {
    await mkdir(path.dirname(folder), { recursive: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (user) await chown(folder, user.uid, user.gid);
  } catch (error) {
    throw fileProblem(folder, error);
  }
}

/** Asks by trying: only the system knows what modes, mounts and access lists together allow. */
async function canUse(user: SystemUser, folder: string, binaries: PostgresBinaries): Promise<boolean> {
  const script = 'cd "$1" && test -w . && "$2" --version && "$3" --version && test -r "$4"';
  const share = path.join(binaries.root, 'share/postgresql/postgres.bki');
  return run('/bin/sh', ['-c', script, 'sh', folder, binaries.initdb, binaries.postgres, share], {
    ...user,
    cwd: '/',
  }).then(
    () => true,
    () => false,
  );
}

async function initialise(
  cluster: Cluster,
  folder: string,
  options: { password: string; throwaway?: boolean },
): Promise<void> {
  const unfinished = path.join(folder, 'unfinished');
  const passwordFile = path.join(folder, 'password');
  await rm(unfinished, { recursive: true, force: true });
  await writeFile(passwordFile, options.password, { mode: 0o600 });
  const { user } = cluster;
  if (user) await chown(passwordFile, user.uid, user.gid);
  try {
    await run(
      cluster.binaries.initdb,
      [
        `--pgdata=${unfinished}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // The built-in locale is the same on every machine, whatever the system has installed.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        ...(options.throwaway ? ['--no-sync'] : []),
      ],
      { ...user, cwd: '/', env: POSTGRES_ENVIRONMENT },
    );
  } catch (error) {
    throw new Problem(`The database could not be set up in ${folder}:\n${messageOf(error)}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
  // Renamed when whole: a set-up cut short starts anew instead of leaving half a database.
  await rename(unfinished, cluster.data);
}
