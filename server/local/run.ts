import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Launched, launch } from './launch.ts';
import { command, helpText, type Mode, readOptions } from './options.ts';
import { Parts } from './parts.ts';
import { messageOf, Problem } from './problem.ts';
import { bold, complain, dim, say } from './terminal.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** `npm start` and `npm run dev`: brings everything up, keeps it up until Ctrl-C, takes it down. Sets the exit code. */
export async function run(mode: Mode, args: readonly string[]): Promise<void> {
  const parts = new Parts();
  let dataDir = path.join(root, '.earshot');
  try {
    for (const file of ['.env.local', '.env']) {
      const found = path.join(root, file);
      if (existsSync(found)) process.loadEnvFile(found);
    }
    const options = readOptions(mode, args, process.env);
    if (options.help) return say(helpText(mode));
    const asked = stopSignal();
    dataDir = path.resolve(root, process.env.EARSHOT_DATA_DIR || '.earshot');
    const running = launch({ mode, options, root, dataDir, env: process.env, parts }).then((launched) => {
      say(summary(launched, mode));
      return launched.ended;
    });
    // After Ctrl-C during the start, whatever it still trips over is of no interest.
    running.catch(() => undefined);
    const end = await Promise.race([asked, running]);
    if (end !== undefined) throw new Problem(end);
    say(dim('\nStopping …'));
  } catch (error) {
    complain(error instanceof Problem ? error.message : await unforeseen(error, dataDir));
    process.exitCode = 1;
  } finally {
    await parts.stopAll().catch((error) => complain(messageOf(error)));
  }
  // Nothing of ours is left; a half-finished start may still hold timers.
  process.exit();
}

/** For what nobody thought of: one line for the person, the stack in a log for whoever mends it. */
async function unforeseen(error: unknown, dataDir: string): Promise<string> {
  const log = path.join(dataDir, 'logs/start.log');
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const kept = await mkdir(path.dirname(log), { recursive: true })
    .then(() => writeFile(log, `${details}\n`))
    .then(
      () => true,
      () => false,
    );
  return `${messageOf(error)}${kept ? ` (Details: ${log})` : ''}`;
}

/** Resolves at Ctrl-C, or when the system or the terminal asks us to end. npm and the shell may ask several times. */
function stopSignal(): Promise<undefined> {
  return new Promise((resolve) => {
    const stop = () => resolve(undefined);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    // npm does not hand on a signal sent to it alone: it just goes, and leaves us to another parent.
    if (process.env.npm_lifecycle_event) whenParentGoes(stop);
  });
}

function whenParentGoes(act: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    act();
  }, 500);
  watch.unref();
}

function summary({ url, local, signInLink }: Launched, mode: Mode): string {
  const lines: [string, string][] = [['Open', bold(url)]];
  if (signInLink) lines.push(['Sign in', `${signInLink} ${dim('(as administrator, once, within an hour)')}`]);
  if (local) lines.push(['Mailbox', `${url}/local/mailbox ${dim('(every mail it would send)')}`]);
  lines.push(['Webhooks', `${url}/api/webhooks/<provider>`]);
  if (local) lines.push(['Stop', 'Ctrl-C']);
  return [
    '',
    `${bold('Earshot')} is ${mode === 'dev' ? 'running with hot reload' : 'running'}.`,
    ...lines.map(([label, text]) => `  ${label.padEnd(9)} ${text}`),
    dim(`  More: ${command(mode)} -- --help`),
    '',
  ].join('\n');
}
