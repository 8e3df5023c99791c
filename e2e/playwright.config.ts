import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { findBrowser, installBrowser } from './browser.ts';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);

// Worker processes read this file again and must come to the same values, which they inherit.
process.env.E2E_PORT ??= '18399';
process.env.E2E_DATA_DIR ??= path.join(root, '.earshot/e2e');
// Of a host product that embeds the center; each worker plays one.
process.env.EMBED_KEYS = 'key-of-the-embedding-host-in-tests-0001';
process.env.EMBED_ORIGINS = 'http://localhost:18880,http://localhost:18881,http://localhost:18882';
process.env.E2E_BROWSER ??= (await browser()) ?? '';

const port = process.env.E2E_PORT;
const executablePath = process.env.E2E_BROWSER;

/** Only `npm test` may install one: other tools load this file too, just to see what it names. */
async function browser(): Promise<string | undefined> {
  const found = findBrowser();
  if (found || !process.env.E2E_INSTALL_BROWSER) return found;
  const installed = await installBrowser();
  if (installed) return installed;
  throw new Error(
    'There is no browser for the browser tests, and none could be installed. Install Chromium or Chrome ' +
      '(Debian: "apt-get install chromium" as root), or name one with E2E_BROWSER.',
  );
}

// Whatever the developer's own environment names, the tests get parts of their own.
const LOCAL_MODE = {
  DATABASE_URL: '',
  PUBLIC_BASE_URL: '',
  NEXTAUTH_URL: '',
  INNGEST_DEV: '',
  INNGEST_EVENT_KEY: '',
  INNGEST_SIGNING_KEY: '',
  EARSHOT_ADMIN_EMAILS: '',
  EARSHOT_SUPPORT_EMAILS: 'support@example.com',
};

export default defineConfig({
  testDir: here,
  outputDir: path.join(root, 'test-results'),
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: process.env.E2E_RESULTS ? [['list'], ['json', { outputFile: process.env.E2E_RESULTS }]] : 'list',
  use: {
    baseURL: `http://localhost:${port}`,
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
    trace: 'retain-on-failure',
    // Texts with times must not depend on where the tests run.
    locale: 'en-GB',
    timezoneId: 'UTC',
  },
  // The very program that `npm start` runs, on an empty store, with the sample story played into it.
  webServer: {
    command: `"${process.execPath}" server/local/bootstrap.mjs start --port ${port}`,
    cwd: root,
    wait: { stdout: /Earshot is running/ },
    env: { ...LOCAL_MODE, EARSHOT_DATA_DIR: process.env.E2E_DATA_DIR },
    timeout: 600_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 60_000 },
    stdout: 'pipe',
  },
});
