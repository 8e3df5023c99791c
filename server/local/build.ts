import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startChild } from './children.ts';
import type { Parts } from './parts.ts';
import { Problem } from './problem.ts';

/** Folders that cannot change what the production build contains. */
const OUTSIDE = [
  'node_modules',
  'e2e',
  'docs',
  'server/local',
  'server/testing',
  'inngest/embedded',
  'db/migrations',
];
const ROOT_FILES = /\.(ts|mts|js|mjs|json)$|^\.env/;
const GENERATED = /^next-env\.d\.ts$|\.tsbuildinfo$/;
const TEST = /\.(test|spec)\.tsx?$/;

/** Builds the app unless `.next` holds a build of exactly these sources. Says which of the two it was. */
export async function ensureBuild(
  root: string,
  logFile: string,
  parts: Parts,
): Promise<'built' | 'unchanged'> {
  const sources = await fingerprint(root);
  const stamp = path.join(root, '.next/earshot-sources');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === sources) return 'unchanged';
  await rm(stamp, { force: true });
  const build = await startChild({
    name: 'The build',
    command: process.execPath,
    args: [path.join(root, 'node_modules/next/dist/bin/next'), 'build'],
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    logFile,
    echo: 'nothing',
  });
  await parts.add('the build', build.stop);
  const { code } = await build.exited;
  if (code !== 0) {
    throw new Problem(
      `The build failed. All of its output is in ${logFile}, which ends with:\n${build.lastLines()}`,
    );
  }
  await writeFile(stamp, sources);
  return 'built';
}

/** A hash of every file that goes into the build. */
export async function fingerprint(root: string): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  const files = (await sources(root, '')).sort();
  const contents = await Promise.all(files.map((file) => readFile(path.join(root, file))));
  for (const [index, file] of files.entries()) {
    hash.update(`\0${file}\0`).update(contents[index] ?? '');
  }
  return hash.digest('hex');
}

async function sources(root: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) {
      const looksHidden = entry.name.startsWith('.') && folder === '';
      if (!looksHidden && !OUTSIDE.includes(name)) found.push(...(await sources(root, name)));
    } else if (entry.isFile() && !TEST.test(name) && !GENERATED.test(name)) {
      if (folder !== '' || ROOT_FILES.test(name)) found.push(name);
    }
  }
  return found;
}
