import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { errorCode, isLostConnection } from './database.ts';
import { type Engine, startEngine } from './engine.ts';

const DATABASE_VARIABLE = 'EARSHOT_ENGINE_DATABASE_URL';
const USAGE = `Usage: ${DATABASE_VARIABLE}=postgres://... tsx inngest/embedded/main.ts --app <url> [--app <url>] [--port 8288] [--host 127.0.0.1] [--exit-with-parent]`;

interface Arguments {
  readonly databaseUrl: string;
  readonly port: number;
  readonly host: string;
  readonly appUrls: readonly string[];
  readonly exitWithParent: boolean;
}

/** Reads command line and environment; a string is what to tell the person who typed it wrong. */
function readArguments(): Arguments | string {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '8288' },
        host: { type: 'string', default: '127.0.0.1' },
        app: { type: 'string', multiple: true, default: [] },
        'exit-with-parent': { type: 'boolean', default: false },
      },
    });
    const databaseUrl = process.env[DATABASE_VARIABLE];
    const port = Number(values.port);
    if (!databaseUrl)
      return `Set ${DATABASE_VARIABLE} to the Postgres database the engine may use.\n${USAGE}`;
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      return `"${values.port}" is not a port.\n${USAGE}`;
    const broken = values.app.find((url) => !/^https?:/.test(url) || !URL.canParse(url));
    if (broken !== undefined) return `"${broken}" is not an http address.\n${USAGE}`;
    const exitWithParent = values['exit-with-parent'];
    return { databaseUrl, port, host: values.host, appUrls: values.app, exitWithParent };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n${USAGE}`;
  }
}

function explain(error: unknown, options: Arguments): string {
  if (errorCode(error) === 'EADDRINUSE') {
    return `Port ${options.port} on ${options.host} is already in use. Stop what listens there or choose another --port.`;
  }
  return `The engine could not start: ${error instanceof Error ? error.message || errorCode(error) : String(error)}`;
}

function closeOnSignals(engine: Engine, exitWithParent: boolean): void {
  let closing = false;
  const close = () => {
    // A second signal means "now".
    if (closing) process.exit(1);
    closing = true;
    engine.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
  if (!exitWithParent) return;
  process.on('disconnect', close);
  process.stdin.on('end', close).on('error', close).resume();
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const options = readArguments();
  if (typeof options === 'string') return fail(options);
  const logger = pino({ name: 'inngest-engine', level: 'info' }, pino.destination(2));
  process.on('unhandledRejection', (error) => {
    if (!isLostConnection(error)) throw error;
    logger.warn({ code: errorCode(error) }, 'a database connection was lost while it was being opened');
  });
  try {
    const engine = await startEngine({ ...options, logger });
    closeOnSignals(engine, options.exitWithParent);
    process.stdout.write(`${JSON.stringify({ ready: true, url: engine.url })}\n`);
  } catch (error) {
    fail(explain(error, options));
  }
}

await main();
