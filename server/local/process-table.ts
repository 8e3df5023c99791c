import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { codeOf } from './problem.ts';

/** Whether a process with this id exists. A process of another user counts: asking is refused, so it is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * Whether the process `pid` is the one we remember, judged by a text its command line must contain. Ids are reused,
 * in containers after every restart, so being alive proves nothing. A dead process nobody reaped has no command line.
 */
export async function isStill(pid: number, marker: string): Promise<boolean> {
  return isAlive(pid) && (await commandLine(pid)).includes(marker);
}

/** Waits until the process is gone; false when it is still there after `timeoutMs`. */
export async function waitUntilGone(pid: number, marker: string, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (await isStill(pid, marker)) {
    if (Date.now() > deadline) return false;
    await pause(50);
  }
  return true;
}

async function commandLine(pid: number): Promise<string> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
  } catch {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({
      stdout: '',
    }));
    return stdout;
  }
}
