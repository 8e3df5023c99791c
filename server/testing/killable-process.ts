import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process of its own that a test ends as a power failure would. */
export interface KillableProcess {
  /** Says a line to it. */
  say(line: string): void;
  /** Resolves when it has said a line that begins so; rejects with its last words where it ends before. */
  heard(start: string): Promise<void>;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
}

const rememberedChars = 2_000;

/** Starts a TypeScript file that says lines. It is to end where its input does, as when we are killed ourselves. */
export function startKillable(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): KillableProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // Whoever was killed does not listen any more.
  child.stdin.on('error', () => undefined);
  let lastWords = '';
  child.stderr.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString()).slice(-rememberedChars);
  });
  const said: string[] = [];
  const listeners = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(line);
    for (const listen of listeners) listen();
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    say: (line) => child.stdin.write(`${line}\n`),
    heard: (start) =>
      new Promise((resolve, reject) => {
        const listen = () => {
          if (!said.some((line) => line.startsWith(start))) return;
          listeners.delete(listen);
          resolve();
        };
        listeners.add(listen);
        listen();
        void gone.then(() => reject(new Error(`${file} ended. Its last words:\n${lastWords}`)));
      }),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
