import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** Runs an installed tool to its end in `cwd`, two minutes at most. Never throws for a tool that fails. */
export function runTool(cwd: string, tool: string, args: readonly string[]): { ok: boolean; output: string } {
  const bin = path.join(projectRoot, 'node_modules/.bin', tool);
  const { status, stdout, stderr, error } = spawnSync(bin, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  });
  return { ok: status === 0, output: [stdout, stderr, error?.message].filter(Boolean).join('\n').trim() };
}
