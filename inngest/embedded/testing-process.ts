import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

/** The engine as a process of its own, which a test may kill. */
export interface EngineProcess {
  readonly url: string;
  /** Sends the signal, waits for the end and gives the exit code, null after SIGKILL. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Closes the pipe to the process, as the death of its parent would, and waits for its end. */
  abandon(): Promise<number | null>;
}

/** An engine process that ended instead of becoming ready, with what it said. */
export class EngineProcessError extends Error {
  readonly exitCode: number | null;
  constructor(exitCode: number | null, stderr: string) {
    super(stderr);
    this.exitCode = exitCode;
  }
}

/** Starts main.ts and waits until it listens. Throws EngineProcessError when it ends before that. */
export async function startEngineProcess(
  databaseUrl: string,
  args: readonly string[],
): Promise<EngineProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...withPort(args)], {
    env: { NODE_ENV: 'test', EARSHOT_ENGINE_DATABASE_URL: databaseUrl },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const gone = new Promise<number | null>((resolve) => child.once('close', resolve));
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ready = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).once('line', resolve);
  });
  const first = await Promise.race([ready, gone]);
  if (typeof first !== 'string') throw new EngineProcessError(first, stderr);
  const message = JSON.parse(first) as { ready: true; url: string };
  return {
    url: message.url,
    end: (signal) => {
      child.kill(signal);
      return gone;
    },
    abandon: () => {
      child.stdin.end();
      return gone;
    },
  };
}

function withPort(args: readonly string[]): readonly string[] {
  return args.includes('--port') ? args : [...args, '--port', '0'];
}
