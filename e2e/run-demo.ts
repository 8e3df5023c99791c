import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Runs `npm run demo` with these arguments as a person would, against the server under test. */
export async function runDemo(...args: string[]): Promise<{ code: number; output: string }> {
  const env = {
    ...process.env,
    EARSHOT_DATA_DIR: process.env.E2E_DATA_DIR,
    PUBLIC_BASE_URL: '',
    NO_COLOR: '1',
  };
  const command = ['server/local/bootstrap.mjs', 'demo', ...args];
  return await promisify(execFile)(process.execPath, command, { cwd: root, env }).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    (error) => ({ code: error.code, output: `${error.stdout}${error.stderr}` }),
  );
}
