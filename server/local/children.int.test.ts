import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Child, startChild } from './children.ts';
import { waitUntilGone } from './process-table.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await makeTemporaryFolder('earshot-children-');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A child with a child of its own, which prints that one's process id. */
const FAMILY = `const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000) // earshot grandchild'], { stdio: 'ignore' });
  console.log(child.pid);
  setInterval(() => {}, 1000);`;

function family(onLine: (line: string) => void) {
  return startChild({
    name: 'The family',
    command: process.execPath,
    args: ['-e', FAMILY],
    cwd: folder,
    env: process.env,
    logFile: path.join(folder, 'family.log'),
    echo: 'nothing',
    onLine,
  });
}

it('stops a child and the children of that child', async () => {
  let child: Child | undefined;
  const printed = await new Promise<string>((resolve, reject) => {
    family(resolve).then((started) => {
      child = started;
    }, reject);
  });
  const grandchild = Number(printed);
  await child?.stop();
  expect(await child?.exited).toEqual({ code: null, signal: 'SIGTERM' });
  expect(await waitUntilGone(grandchild, 'earshot grandchild', 5_000)).toBe(true);
});

it('ends the whole group when we are killed ourselves', async () => {
  const us = `import { startChild } from ${JSON.stringify(new URL('children.ts', import.meta.url).href)};
    await startChild({ name: 'x', command: process.execPath, args: ['-e', ${JSON.stringify(FAMILY)}], cwd: '/',
      env: process.env, logFile: ${JSON.stringify(path.join(folder, 'x.log'))}, echo: 'nothing', onLine: console.log });`;
  const starter = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', us], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(starter.stdout, 'data');
  const grandchild = Number(String(line));
  expect(grandchild).toBeGreaterThan(1);
  starter.kill('SIGKILL');
  expect(await waitUntilGone(grandchild, 'earshot grandchild', 10_000)).toBe(true);
});

it('keeps all output in the log and the end of it for a message', async () => {
  const child = await startChild({
    name: 'The talker',
    command: process.execPath,
    args: ['-e', 'for (let i = 1; i <= 30; i += 1) console.log("line " + i); process.exitCode = 3'],
    cwd: folder,
    env: process.env,
    logFile: path.join(folder, 'logs/talker.log'),
    echo: 'nothing',
  });
  expect(await child.exited).toEqual({ code: 3, signal: null });
  expect(child.lastLines().split('\n').at(-1)).toBe('line 30');
  expect(await readFile(path.join(folder, 'logs/talker.log'), 'utf8')).toMatch(/^line 1\n[\s\S]*line 30\n$/);
});

it('says what cannot be run', async () => {
  const start = startChild({
    name: 'The ghost',
    command: path.join(folder, 'nothing-here'),
    args: [],
    cwd: folder,
    env: process.env,
    logFile: path.join(folder, 'ghost.log'),
    echo: 'nothing',
  });
  await expect(start).rejects.toThrow(/^The ghost cannot be run: .*ENOENT/);
});
