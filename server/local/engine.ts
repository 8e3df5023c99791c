import { type Child, startChild } from './children.ts';
import { Problem } from './problem.ts';

/** Starts the embedded job engine as a process of its own and waits until it takes events. */
export async function startEngine(given: {
  root: string;
  appPort: number;
  databaseUrl: string;
  logFile: string;
}): Promise<{ url: string; child: Child }> {
  let announce: (url: string) => void = () => undefined;
  const ready = new Promise<string>((resolve) => {
    announce = resolve;
  });
  const child = await startChild({
    name: 'The job engine',
    command: process.execPath,
    args: [
      ...['--import', 'tsx', 'inngest/embedded/main.ts', '--port', '0'],
      ...['--app', `http://127.0.0.1:${given.appPort}/api/inngest`],
    ],
    cwd: given.root,
    env: { ...process.env, NODE_ENV: 'production', EARSHOT_ENGINE_DATABASE_URL: given.databaseUrl },
    logFile: given.logFile,
    echo: 'nothing',
    onLine: (line) => {
      const url = readyUrl(line);
      if (url) announce(url);
    },
  });
  const url = await Promise.race([ready, child.exited.then(() => undefined)]);
  if (!url) throw new Problem(`The job engine ended while starting. Its last words:\n${child.lastLines()}`);
  return { url, child };
}

/** The engine says `{"ready":true,"url":"http://…"}` on a line of its own among its log lines. */
function readyUrl(line: string): string | undefined {
  return line.includes('"ready":true') ? /"url":"(http[^"]+)"/.exec(line)?.[1] : undefined;
}
