import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.ts';
import { removePostgres } from './postgres.ts';
import { messageOf } from './problem.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { complain, say } from './terminal.ts';
import { readTestOptions, TEST_HELP, type TestOptions } from './test-options.ts';
import { type Count, countPlaywright, countVitest, judge, sum, verdict } from './test-results.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** `npm test`: every kind of test in turn, whatever the earlier ones said, and one line about all of them at the end. */
async function main(): Promise<void> {
  const options = readTestOptions(process.argv.slice(2));
  if (options.help) return say(TEST_HELP);
  const folder = await makeTemporaryFolder('earshot-npm-test-');
  const counts: Count[] = [];
  // The runners get Ctrl-C from the terminal too and end by themselves; we stay to clean up after them.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  try {
    if (options.kinds.some((kind) => kind !== 'e2e')) counts.push(await runVitest(options, folder));
    if (options.kinds.includes('e2e')) counts.push(await runPlaywright(options, folder));
  } finally {
    await removePostgres(path.join(folder, 'data/postgres'));
    await rm(folder, { recursive: true, force: true });
  }
  const { line, ok } = verdict(sum(counts));
  say(line);
  process.exitCode = ok ? 0 : 1;
}

async function runVitest({ kinds, filters }: TestOptions, folder: string): Promise<Count> {
  const results = path.join(folder, 'vitest.json');
  const projects = kinds.filter((kind) => kind !== 'e2e').flatMap((kind) => ['--project', kind]);
  const exitCode = await runTool(
    [
      ...[
        'node_modules/vitest/vitest.mjs',
        'run',
        '--config',
        'server/testing/vitest.config.ts',
        ...projects,
      ],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${results}`],
      ...(filters.length > 0 ? ['--passWithNoTests'] : []),
      ...filters,
    ],
    {},
  );
  return judge(await read(results, countVitest), exitCode, filters.length > 0);
}

async function runPlaywright({ filters }: TestOptions, folder: string): Promise<Count> {
  say('\nBrowser tests; starting Earshot for them …');
  const results = path.join(folder, 'playwright.json');
  const exitCode = await runTool(
    [
      ...['node_modules/@playwright/test/cli.js', 'test', '--config', 'e2e/playwright.config.ts'],
      ...(filters.length > 0 ? ['--pass-with-no-tests'] : []),
      ...filters,
    ],
    {
      E2E_INSTALL_BROWSER: '1',
      E2E_PORT: String(await freePort()),
      E2E_DATA_DIR: path.join(folder, 'data'),
      E2E_RESULTS: results,
    },
  );
  return judge(await read(results, countPlaywright), exitCode, filters.length > 0);
}

async function runTool(args: readonly string[], env: Record<string, string>): Promise<number | null> {
  // NODE_ENV of a surrounding container would make the runners load production builds of what they test.
  const { NODE_ENV: _, ...inherited } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...inherited, ...env } as NodeJS.ProcessEnv,
  });
  const [code] = await once(child, 'exit');
  return code;
}

/** Undefined when the runner did not get as far as writing its results. */
async function read(file: string, count: (report: unknown) => Count): Promise<Count | undefined> {
  try {
    return count(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    complain(`No results of this run: ${messageOf(error)}`);
    return undefined;
  }
}

try {
  await main();
} catch (error) {
  complain(messageOf(error));
  say(verdict({ passed: 0, failed: 1 }).line);
  process.exitCode = 1;
}
