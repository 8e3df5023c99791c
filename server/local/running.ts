import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { codeOf, fileProblem, Problem } from './problem.ts';
import { isStill } from './process-table.ts';

const running = z.object({
  pid: z.int(),
  url: z.string(),
  /** Set once the database is up. Holds a password, hence the mode of the file. */
  databaseUrl: z.string().optional(),
  /** True once the first page answers. */
  ready: z.boolean(),
});

/** What `running.json` tells other programs, such as the browser tests, about the installation in a data folder. */
export type Running = z.infer<typeof running>;

/** What the command line of a process that holds the folder contains. */
const MARKER = 'server/local/bootstrap.mjs';

/**
 * Takes the data folder for this process; throws a `Problem` when another one is using it. Call `note` to add what
 * others may want to know, and `release` at the end.
 */
export async function claim(dataDir: string, url: string) {
  await mkdir(dataDir, { recursive: true }).catch((error) => {
    throw fileProblem(dataDir, error);
  });
  const file = path.join(dataDir, 'running.json');
  let state: Running = { pid: process.pid, url, ready: false };
  await create(file, state);
  return {
    note: async (more: Partial<Running>) => {
      state = { ...state, ...more };
      await writeFile(file, JSON.stringify(state));
    },
    release: () => rm(file, { force: true }),
  };
}

/** Who uses a data folder; undefined when nobody does or nobody ever will again. */
export async function whoRuns(dataDir: string): Promise<Running | undefined> {
  try {
    const found = running.parse(JSON.parse(await readFile(path.join(dataDir, 'running.json'), 'utf8')));
    return (await isStill(found.pid, MARKER)) ? found : undefined;
  } catch {
    return undefined;
  }
}

async function create(file: string, state: Running): Promise<void> {
  try {
    await writeFile(file, JSON.stringify(state), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw fileProblem(file, error);
    const holder = await whoRuns(path.dirname(file));
    if (holder && holder.pid !== process.pid) {
      throw new Problem(
        `Earshot is already running from this folder at ${holder.url} (process ${holder.pid}). ` +
          'Stop it first, or give this one a data folder of its own with EARSHOT_DATA_DIR.',
      );
    }
    // Left behind by a run that was killed.
    await rm(file).catch((cause) => {
      throw fileProblem(file, cause);
    });
    await create(file, state);
  }
}
