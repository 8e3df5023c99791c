import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FLOWS_HELP, readFlowsOptions } from './flows-options.ts';
import { freePort } from './ports.ts';
import { messageOf } from './problem.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { complain, say } from './terminal.ts';
import { countVitest, judge, verdict } from './test-results.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** `npm run test:flows`: what runs go through, on whichever engine is named. */
async function main(): Promise<void> {
  const options = readFlowsOptions(process.argv.slice(2));
  if (options.help) return say(FLOWS_HELP);
  const folder = await makeTemporaryFolder('earshot-test-flows-');
  // The runner gets Ctrl-C from the terminal too and ends by itself; we stay to clean up after it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  try {
    const results = path.join(folder, 'vitest.json');
    const exitCode = await runVitest(results, options);
    const { line, ok } = verdict(judge(await read(results), exitCode, false));
    say(line);
    process.exitCode = ok ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runVitest(
  results: string,
  { engine, filters }: ReturnType<typeof readFlowsOptions>,
): Promise<number | null> {
  const { NODE_ENV: _, ...inherited } = process.env;
  // One app at one address, or an engine would go on calling those of tests that are over.
  const elsewhere =
    engine === null ? {} : { FLOWS_ENGINE_URL: engine, FLOWS_APP_PORT: String(await freePort()) };
  const child = spawn(
    process.execPath,
    [
      ...['node_modules/vitest/vitest.mjs', 'run', '--config', 'server/testing/vitest.config.ts'],
      ...['--project', 'int', '--no-file-parallelism'],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${results}`],
      ...(filters.length > 0 ? filters : ['-flow.int.test.ts']),
    ],
    { cwd: root, stdio: 'inherit', env: { ...inherited, ...elsewhere } as NodeJS.ProcessEnv },
  );
  const [code] = await once(child, 'exit');
  return code;
}

/** Undefined when the runner did not get as far as writing its results. */
async function read(file: string): Promise<ReturnType<typeof countVitest> | undefined> {
  try {
    return countVitest(JSON.parse(await readFile(file, 'utf8')));
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
