import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Problem } from './problem.ts';

const run = promisify(execFile);

export interface SystemUser {
  uid: number;
  gid: number;
}

/**
 * The account Postgres must run as. Postgres refuses root, so for root it is the owner of the existing data, else
 * `postgres`, else `nobody`, else an account made for it. `undefined` means: as we are.
 */
export async function postgresUser(dataDir: string): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(dataDir).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return (await lookUp('postgres')) ?? (await lookUp('nobody')) ?? (await create('earshot'));
}

async function lookUp(name: string): Promise<SystemUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    // Some systems print nobody's id unsigned although the system call wants it as a signed 32-bit number.
    return { uid: Number(uid.stdout) | 0, gid: Number(gid.stdout) | 0 };
  } catch {
    return undefined;
  }
}

async function create(name: string): Promise<SystemUser> {
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', name]).catch(
    () => run('adduser', ['-S', '-D', '-H', name]).catch(() => undefined),
  );
  const user = await lookUp(name);
  if (user) return user;
  throw new Problem(
    'Postgres does not run as root, and there is no other account ("postgres" or "nobody") to run it as. ' +
      'Start Earshot as another user, or set DATABASE_URL to a Postgres of your own.',
  );
}
