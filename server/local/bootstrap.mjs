// Runs on a bare machine: plain JavaScript without dependencies, readable by old versions of Node.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NEEDED = [20, 19];
const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const [verb = '', ...args] = process.argv.slice(2);
const program = path.join(here, `${verb}.ts`);
// Gone with the folder it speaks of.
const stamp = path.join(root, 'node_modules/.earshot-lockfile');

checkNode();
if (!/^[a-z-]+$/.test(verb) || !existsSync(program)) fail(`There is no server/local/${verb}.ts to run.`);
process.chdir(root);
installWhenStale();
await runProgram();

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return;
  fail(
    `Earshot needs Node ${NEEDED.join('.')} or newer; this is ${process.versions.node}. See https://nodejs.org.`,
  );
}

function installWhenStale() {
  if (isInstalled()) return;
  console.log('Installing packages; this takes a minute, once …');
  const ci = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...ci], { stdio: 'inherit' })
    : spawnSync('npm', ci, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (result.error) fail(`npm cannot be run (${result.error.message}). Install it, then start again.`);
  if (result.signal) process.exit(130);
  if (result.status !== 0) fail('The packages could not be installed; npm says above why. Then start again.');
  writeFileSync(stamp, hashOfLockfile());
}

/**
 * We stamp what we installed. Where somebody else did, what npm wrote down of it is compared with the lockfile; npm
 * writes it at the very end, so an interrupted install counts as none. Packages for other machines are optional.
 */
function isInstalled() {
  const wanted = readPackages('package-lock.json');
  const present = readPackages('node_modules/.package-lock.json');
  if (!wanted) fail('package-lock.json is missing or unreadable. Restore it, then start again.');
  if (!present) return false;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOfLockfile()) return true;
  return Object.entries(wanted).every(([location, { version, optional, devOptional, extraneous }]) => {
    return location === '' || optional || devOptional || extraneous || present[location]?.version === version;
  });
}

function hashOfLockfile() {
  return createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
}

/** @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, extraneous?: boolean }> | undefined} */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** In this process, so that signals and exit codes need no passing on. */
async function runProgram() {
  const { register } = await import('tsx/esm/api');
  register();
  process.argv.splice(1, process.argv.length, program, ...args);
  await import(pathToFileURL(program).href);
}

function fail(message) {
  console.error(`✗ ${message}`);
  process.exit(1);
}
