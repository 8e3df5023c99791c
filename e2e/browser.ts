import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const PROBE_TIMEOUT_MS = 30_000;
const INSTALL_TIMEOUT_MS = 600_000;

/**
 * A browser that runs on this machine: the one E2E_BROWSER names, an installed Chromium or Chrome, or the one
 * Playwright has downloaded before. Undefined when there is none.
 */
export function findBrowser(): string | undefined {
  const named = process.env.E2E_BROWSER;
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const installed = COMMANDS.flatMap((command) => folders.map((folder) => path.join(folder, command)));
  return [...installed, ...APPLICATIONS, chromium.executablePath()].find(isBrowser);
}

/**
 * Installs a browser: Playwright's own, else, as root on Debian or its kin, the package `chromium`. Says on the
 * terminal what it does. Undefined when neither worked.
 */
export async function installBrowser(): Promise<string | undefined> {
  if (await isReachable('https://cdn.playwright.dev')) {
    console.log('No browser found. Downloading the one Playwright tests with …');
    run(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium']);
    if (isBrowser(chromium.executablePath())) return chromium.executablePath();
  }
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing the package chromium …');
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation']);
  }
  return findBrowser();
}

/** Being there is not enough: some systems ship a stub, and a download may lack libraries of the system. */
function isBrowser(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    const args = ['--version', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
    const output = execFileSync(file, args, {
      encoding: 'utf8',
      timeout: PROBE_TIMEOUT_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return /Chrom|Edge/.test(output);
  } catch {
    return false;
  }
}

async function isReachable(url: string): Promise<boolean> {
  return fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(8_000) }).then(
    () => true,
    () => false,
  );
}

function run(command: string, args: readonly string[]): void {
  spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: INSTALL_TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
