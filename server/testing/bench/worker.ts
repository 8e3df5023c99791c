import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of its own, so that what it burns is not burnt by what is measured. */
export interface Worker<Job, Result> {
  ask(job: Job): Promise<Result>;
  stop(): Promise<void>;
}

type Answer<Result> = { readonly result: Result } | { readonly error: string };

/** Starts `file`, which calls `serveJobs`, with these options of Node. Jobs are done one after the other. */
export function startWorker<Job, Result>(
  file: URL,
  nodeOptions: readonly string[] = [],
): Worker<Job, Result> {
  const child = fork(file, { execArgv: [...nodeOptions, '--import', 'tsx'], serialization: 'advanced' });
  let last: Promise<unknown> = Promise.resolve();
  return {
    ask(job) {
      const result = last.then(() => askChild<Job, Result>(child, job));
      last = result.catch(() => undefined);
      return result;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** The other side, in the process itself. */
export function serveJobs<Job, Result>(work: (job: Job) => Promise<Result>): void {
  process.on('disconnect', () => process.exit());
  process.on('message', (job) => {
    // Safe: `startWorker` of the same types is the only one who sends.
    void work(job as Job)
      .then(
        (result): Answer<Result> => ({ result }),
        (error): Answer<Result> => ({
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
      )
      .then((answer) => process.send?.(answer));
  });
}

async function askChild<Job, Result>(child: ChildProcess, job: Job): Promise<Result> {
  const ended = new AbortController();
  const exited = once(child, 'exit', { signal: ended.signal }).then(([code]) => {
    throw new Error(`${child.spawnargs.at(-1)} ended with code ${code} before it answered`);
  });
  try {
    const answered = once(child, 'message', { signal: ended.signal });
    // Safe: a job is plain data, and `serveJobs` answers in this form.
    child.send(job as object);
    const [answer] = (await Promise.race([answered, exited])) as [Answer<Result>];
    if ('error' in answer) throw new Error(answer.error);
    return answer.result;
  } finally {
    ended.abort();
    await exited.catch(() => undefined);
  }
}
