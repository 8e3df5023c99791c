import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { signalWhenWeDie } from './guard.ts';
import { messageOf, Problem } from './problem.ts';

export interface ChildOptions {
  /** As people read it: "The web server". */
  name: string;
  command: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Gets everything the child prints. */
  logFile: string;
  /** Which of its output also goes to our own. */
  echo: 'all' | 'errors' | 'nothing';
  onLine?: (line: string) => void;
}

export interface Child {
  name: string;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** The end of what it printed, for a message about its end. */
  lastLines(): string;
  /** Asks the child's whole process group to end, and insists after a while. */
  stop(): Promise<void>;
}

const GRACE_MS = 10_000;
const LAST_WORDS_MS = 1_000;
const REMEMBERED_LINES = 20;

/** Starts a child in a process group of its own, so that Ctrl-C reaches it in our order and not all at once. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new Problem(`${options.name} cannot be run: ${messageOf(error)}`);
  }
  const { pid } = child;
  if (pid === undefined) throw new Error('A spawned child has a process id.');
  const { lines, flushed } = await collectOutput(child, options);
  const guard = signalWhenWeDie(-pid, 'TERM');
  const exited = once(child, 'exit').then(async ([code, signal]) => {
    guard.kill('SIGKILL');
    // Its last words are still on their way; a child of the child may hold the line open for ever.
    await Promise.race([flushed, pause(LAST_WORDS_MS)]);
    return { code, signal };
  });
  return {
    name: options.name,
    exited,
    lastLines: () => lines.join('\n'),
    stop: async () => {
      signalGroup(pid, 'SIGTERM');
      const insist = setTimeout(() => signalGroup(pid, 'SIGKILL'), GRACE_MS);
      await exited;
      clearTimeout(insist);
    },
  };
}

async function collectOutput(
  child: ChildProcess,
  options: ChildOptions,
): Promise<{ lines: readonly string[]; flushed: Promise<unknown> }> {
  await mkdir(path.dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile);
  // A log that cannot be written, on a full disk, is no reason to stop what runs.
  log.on('error', () => undefined);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    const echoed = options.echo === 'all' || (options.echo === 'errors' && stream === child.stderr);
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      lines.push(line);
      if (lines.length > REMEMBERED_LINES) lines.shift();
      if (echoed) process.stderr.write(`${line}\n`);
      options.onLine?.(line);
    });
  }
  child.once('close', () => log.end());
  return { lines, flushed: once(log, 'close') };
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
