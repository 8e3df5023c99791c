import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTemporaryFolder } from './temporary-folder.ts';

const tsx = path.dirname(fileURLToPath(import.meta.resolve('tsx/package.json')));

/** Stands in for npm: notes that it was called, and leaves behind what an install leaves behind. */
const npm = `const fs = require('node:fs');
  fs.appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
  if (fs.existsSync('npm-fails')) process.exit(7);
  fs.rmSync('node_modules', { recursive: true, force: true });
  fs.mkdirSync('node_modules');
  fs.symlinkSync(${JSON.stringify(tsx)}, 'node_modules/tsx');
  fs.copyFileSync('installed.json', 'node_modules/.package-lock.json');`;

let folder: string;
const write = (file: string, text: string) => writeFile(path.join(folder, file), text);
const lock = (packages: Record<string, object>) => JSON.stringify({ packages: { '': {}, ...packages } });
const calls = async () =>
  (await readFile(path.join(folder, 'calls'), 'utf8').catch(() => '')).split('\n').length - 1;

beforeEach(async () => {
  folder = await makeTemporaryFolder('earshot-bootstrap-');
  await mkdir(path.join(folder, 'server/local'), { recursive: true });
  const bootstrap = fileURLToPath(new URL('bootstrap.mjs', import.meta.url));
  await copyFile(bootstrap, path.join(folder, 'server/local/bootstrap.mjs'));
  await write('server/package.json', '{"type":"module"}');
  await write('npm.js', npm);
  await write(
    'server/local/echo.ts',
    'const said: string[] = process.argv.slice(2);\nconsole.log(said.join("+"));\nprocess.exitCode = said.length;',
  );
  await write('package-lock.json', lock({ 'node_modules/a': { version: '1.0.0' } }));
  await write('installed.json', lock({ 'node_modules/a': { version: '1.0.0' } }));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function bootstrap(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const file = path.join(folder, 'server/local/bootstrap.mjs');
  const env = { ...process.env, npm_execpath: path.join(folder, 'npm.js') };
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { env, cwd: '/' }, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, stdout, stderr });
    });
  });
}

it('installs on a bare machine, once, and hands over arguments and exit code', async () => {
  const first = await bootstrap('echo', 'a', '--b');
  expect(first).toMatchObject({ code: 2, stderr: '' });
  expect(first.stdout).toMatch(/^Installing packages.*\na\+--b\n$/);
  expect(await bootstrap('echo', 'c')).toEqual({ code: 1, stdout: 'c\n', stderr: '' });
  expect(await calls()).toBe(1);
});

it('installs again when the lockfile has changed, and only then', async () => {
  await bootstrap('echo');
  const newer = lock({
    'node_modules/a': { version: '1.0.1' },
    'node_modules/b': { version: '1.0.0', optional: true },
  });
  await write('package-lock.json', newer);
  await write('installed.json', lock({ 'node_modules/a': { version: '1.0.1' } }));
  await bootstrap('echo');
  expect(await calls()).toBe(2);
  await bootstrap('echo');
  expect(await calls()).toBe(2);
});

it('does not install over and over what npm chooses to leave out', async () => {
  await write('installed.json', lock({}));
  await bootstrap('echo');
  await bootstrap('echo');
  expect(await calls()).toBe(1);
});

it('takes what somebody else installed, if it is what the lockfile says', async () => {
  await bootstrap('echo');
  await rm(path.join(folder, 'node_modules/.earshot-lockfile'));
  await bootstrap('echo');
  expect(await calls()).toBe(1);
  await write('node_modules/.package-lock.json', lock({ 'node_modules/a': { version: '0.9.0' } }));
  await bootstrap('echo');
  expect(await calls()).toBe(2);
});

it('says so when the install fails, and starts nothing', async () => {
  await write('npm-fails', '');
  const { code, stdout, stderr } = await bootstrap('echo', 'x');
  expect(code).toBe(1);
  expect(stdout).not.toContain('x');
  expect(stderr).toBe('✗ The packages could not be installed; npm says above why. Then start again.\n');
});
