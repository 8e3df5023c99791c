import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Child, startChild } from './children.ts';
import { serverNodeOptions } from './node-options.ts';
import type { Mode } from './options.ts';
import { Problem } from './problem.ts';

const READY_TIMEOUT_MS = 120_000;

/** Starts the web server: the production build, or with hot reload. */
export function startWeb(given: {
  mode: Mode;
  root: string;
  /** Default 127.0.0.1. */
  host?: string;
  port: number;
  env: NodeJS.ProcessEnv;
  logFile: string;
}): Promise<Child> {
  const next = path.join(given.root, 'node_modules/next/dist/bin/next');
  return startChild({
    name: 'The web server',
    command: process.execPath,
    args: [next, given.mode, '--port', String(given.port), '--hostname', given.host ?? '127.0.0.1'],
    cwd: given.root,
    env: {
      ...given.env,
      NEXT_TELEMETRY_DISABLED: '1',
      ...(given.mode === 'start' ? { NODE_OPTIONS: serverNodeOptions(given.env.NODE_OPTIONS) } : {}),
    },
    logFile: given.logFile,
    echo: given.mode === 'dev' ? 'all' : 'errors',
  });
}

/** Resolves when the server answers that it is alive; throws a `Problem` when it ends or stays silent. */
export async function waitUntilLive(web: Child, port: number, host = '127.0.0.1'): Promise<void> {
  const url = `${reachableAt(host, port)}/api/health/live`;
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let ended = false;
  let answer = 'no answer';
  void web.exited.then(() => {
    ended = true;
  });
  while (!ended && Date.now() < deadline) {
    const response = await fetch(url, { signal: AbortSignal.timeout(30_000) }).catch(() => undefined);
    if (response?.ok) return;
    if (response) answer = `status ${response.status}`;
    await pause(100);
  }
  const what = ended ? 'ended while starting' : `does not become ready (${url}: ${answer})`;
  throw new Problem(`The web server ${what}. Its last words:\n${web.lastLines()}`);
}

/** Where a server that listens on `host` can be reached from this machine. */
export function reachableAt(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
