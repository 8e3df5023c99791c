import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { providers } from '#server/providers/registry.ts';
import { codeOf, fileProblem, Problem } from './problem.ts';

const rehearsal = z.object({
  /** What the app's environment must hold to accept what `secret` signs. */
  environment: z.record(z.string(), z.string()),
  secret: z.string(),
});

const secrets = z.object({
  /** Wraps every person's key: 32 bytes in base64. */
  encryptionKey: z.string(),
  /** Keys the hashes of addresses: 32 bytes in base64. */
  addressPepper: z.string(),
  /** Signs sessions and tokens. */
  sessionSecret: z.string(),
  /** Of the embedded database's superuser, and of the app's role in it. */
  postgresPassword: z.string(),
  appRolePassword: z.string(),
  /** By provider id: keys with which samples and tests sign webhooks as that provider. */
  rehearsals: z.record(z.string(), rehearsal),
});

export type Secrets = z.infer<typeof secrets>;
export type RehearsalCredentials = z.infer<typeof rehearsal>;

/**
 * The secrets of this installation, made at first use and kept, readable by their owner only, in
 * `secrets.json`. Providers added since get theirs now. Throws a `Problem` when they are lost but data is there.
 */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const file = path.join(dataDir, 'secrets.json');
  const kept = await read(file);
  if (!kept) await refuseToOrphanData(dataDir, file);
  const rehearsals = { ...kept?.rehearsals };
  for (const { id, rehearsal } of providers) rehearsals[id] ??= rehearsal.credentials();
  const complete = { ...(kept ?? generate()), rehearsals };
  if (JSON.stringify(complete) !== JSON.stringify(kept)) await write(file, complete);
  return complete;
}

function generate(): Omit<Secrets, 'rehearsals'> {
  return {
    encryptionKey: randomBytes(32).toString('base64'),
    addressPepper: randomBytes(32).toString('base64'),
    sessionSecret: randomBytes(32).toString('base64url'),
    postgresPassword: randomBytes(24).toString('base64url'),
    appRolePassword: randomBytes(24).toString('base64url'),
  };
}

async function read(file: string): Promise<Secrets | undefined> {
  try {
    return secrets.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (codeOf(error)) throw fileProblem(file, error);
    throw new Problem(
      `${file} is damaged. Restore it from a backup; without it the data kept beside it cannot be read.`,
    );
  }
}

async function refuseToOrphanData(dataDir: string, file: string): Promise<void> {
  if (!(await stat(path.join(dataDir, 'postgres')).catch(() => undefined))) return;
  throw new Problem(
    `${file} is missing, and the data in ${dataDir} cannot be read without it. ` +
      `Restore the file, or delete ${dataDir} to start over with an empty store.`,
  );
}

async function write(file: string, content: Secrets): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, file);
}
