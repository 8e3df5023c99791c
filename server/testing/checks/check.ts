import { boundaries } from './boundaries.ts';
import type { CheckResult } from './check-result.ts';
import { fileNames } from './file-names.ts';
import { migrationsInStep } from './migrations-in-step.ts';
import { readProject } from './project.ts';
import { readmePaths } from './readme-paths.ts';
import { projectRoot } from './run-tool.ts';
import { biome, knip, types } from './tool-checks.ts';

/** `npm run check`: every check, or those named on the command line. The exit code is 1 when any has failed. */
const checks: Readonly<Record<string, () => CheckResult>> = {
  biome: () => biome(projectRoot),
  types: () => types(projectRoot, '.'),
  'domain-types': () => types(projectRoot, 'server/domain'),
  knip: () => knip(projectRoot),
  boundaries: () => boundaries(readProject(projectRoot)),
  'file-names': () => fileNames(readProject(projectRoot)),
  'readme-paths': () => readmePaths(readProject(projectRoot)),
  'migrations-in-step': () => migrationsInStep(projectRoot),
};

function runChecks(names: readonly string[]): boolean {
  const failed: string[] = [];
  for (const name of names) {
    const startedAt = performance.now();
    const { saw, failures } = attempt(name);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const mark = failures.length === 0 ? 'ok  ' : 'FAIL';
    console.log(`${mark} ${name.padEnd(20)} ${seconds.padStart(5)} s  ${saw}`);
    if (failures.length > 0) failed.push(`\n== ${name}\n${failures.join('\n')}`);
  }
  for (const report of failed) console.error(report);
  return failed.length === 0;
}

function attempt(name: string): CheckResult {
  try {
    return (
      checks[name]?.() ?? { saw: 'nothing', failures: [`There are only ${Object.keys(checks).join(', ')}.`] }
    );
  } catch (error) {
    return { saw: 'nothing', failures: [error instanceof Error ? error.message : String(error)] };
  }
}

const named = process.argv.slice(2);
process.exitCode = runChecks(named.length > 0 ? named : Object.keys(checks)) ? 0 : 1;
