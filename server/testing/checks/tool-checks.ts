import path from 'node:path';
import { type CheckResult, counted, nothingSeen } from './check-result.ts';
import { projectRoot, runTool } from './run-tool.ts';

/** Biome's formatter, linter and plugins over everything beneath `root`. */
export function biome(root: string): CheckResult {
  const options = ['--error-on-warnings', '--reporter=concise', '--max-diagnostics=200'];
  const { ok, output } = runTool(root, 'biome', ['check', '.', ...options]);
  return judged(ok, output, { files: Number(/Checked (\d+) files?/.exec(output)?.[1] ?? 0) });
}

/** The compiler over one project file, such as `.` or `server/domain`. Counts the project's own files. */
export function types(root: string, project: string): CheckResult {
  const { ok, output } = runTool(root, 'tsc', [
    '-p',
    project,
    '--noEmit',
    '--pretty',
    'false',
    '--listFiles',
  ]);
  const home = path.join(root, project);
  const isListed = (line: string) => path.isAbsolute(line) && /\.[cm]?tsx?$/.test(line);
  const lines = output.split('\n');
  const own = lines.filter(
    (line) => isListed(line) && line.startsWith(home) && !line.includes('/node_modules/'),
  );
  return judged(ok, lines.filter((line) => !isListed(line)).join('\n'), { files: own.length });
}

/** Files, exports and dependencies that nothing uses. */
export function knip(root: string): CheckResult {
  const reporter = path.join(projectRoot, 'server/testing/checks/knip-reporter.ts');
  const { ok, output } = runTool(root, 'knip', [
    '--no-progress',
    '--reporter',
    'symbols',
    '--reporter',
    reporter,
  ]);
  return judged(ok, output, { files: Number(/Knip read (\d+) files/.exec(output)?.[1] ?? 0) });
}

function judged(ok: boolean, output: string, counts: Record<string, number>): CheckResult {
  return { saw: counted(counts), failures: [...(ok ? [] : [output]), ...nothingSeen(counts)] };
}
