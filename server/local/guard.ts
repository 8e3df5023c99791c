import { type ChildProcess, spawn } from 'node:child_process';

/**
 * A shell that waits for our end of a pipe to close, as it does even on kill -9, and then signals `target`, a
 * process id or, negative, a process group. Kill the guard once its ward has ended.
 */
export function signalWhenWeDie(target: number, signal: 'INT' | 'TERM'): ChildProcess {
  const guard = spawn('/bin/sh', ['-c', `read -r _; kill -s ${signal} -- "$1"`, 'sh', String(target)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => undefined);
  guard.unref();
  return guard;
}
