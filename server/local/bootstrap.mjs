// Runs on a bare machine: plain JavaScript without dependencies, readable by old versions of Node.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NEEDED = [20, 19];
const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const [verb = '', ...args] = process.argv.slice(2);
const program = path.join(here, `${verb}.ts`);

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
}

/**
 * Compares what npm wrote down of its last install with the lockfile. npm writes it at the very end, so an
 * interrupted install counts as none. Packages for other machines are optional and not expected here.
 */
function isInstalled() {
  const wanted = readPackages('package-lock.json');
  const present = readPackages('node_modules/.package-lock.json');
  if (!wanted) fail('package-lock.json is missing or unreadable. Restore it, then start again.');
  if (!present) return false;
  return Object.entries(wanted).every(([location, { version, optional, devOptional }]) => {
    return location === '' || optional || devOptional || present[location]?.version === version;
  });
}

/** @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }> | undefined} */
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
