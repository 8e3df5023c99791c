import { parseArgs } from 'node:util';
import { Problem } from './problem.ts';

export type Mode = 'start' | 'dev';

export interface Options {
  port: number;
  /** Address to listen on; local mode takes no other than this machine's own. */
  host: string;
  /** Leave an empty store empty. */
  empty: boolean;
  help: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads what was typed after `npm start --`. The port is, in this order, --port, PORT, 3000. */
export function readOptions(mode: Mode, args: readonly string[], env: Environment): Options {
  const { values, positionals } = parse(mode, args);
  if (positionals.length > 0) {
    throw new Problem(
      `"${positionals.join(' ')}" is not understood. npm passes options on only after a lone --, as in: ${command(mode)} -- --port 3001`,
    );
  }
  const port = values.port ?? (env.PORT || '3000');
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw new Problem(
      `"${port}" is not a port. Give a number from 1 to 65535: ${command(mode)} -- --port 3001`,
    );
  }
  return {
    port: Number(port),
    host: values.host ?? '127.0.0.1',
    // `npm start --empty`, without the lone --, reaches us only as npm's own setting of that name.
    empty: (values.empty ?? false) || env.npm_config_empty === 'true',
    help: values.help ?? false,
  };
}

export function command(mode: Mode): string {
  return mode === 'start' ? 'npm start' : 'npm run dev';
}

export function helpText(mode: Mode): string {
  return `${command(mode)} [-- options]

Installs what is missing, starts a database and a job engine of its own, migrates${mode === 'start' ? ', builds' : ''} and serves on this machine.

  --port <number>   port of the web server (else PORT, else 3000)
  --host <address>  address to listen on (default 127.0.0.1; another one only for a real server)
  --empty           do not play the sample story into an empty store
  --help            this text

Data is kept in .earshot (EARSHOT_DATA_DIR chooses another folder). Delete it to start over.
DATABASE_URL replaces the database; INNGEST_DEV, or INNGEST_EVENT_KEY with INNGEST_SIGNING_KEY, the job engine.
Variables may stand in .env or .env.local.`;
}

function parse(mode: Mode, args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string', short: 'p' },
        host: { type: 'string' },
        empty: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const [reason = ''] = error instanceof Error ? error.message.split('. ') : [];
    throw new Problem(`${reason}. See: ${command(mode)} -- --help`);
  }
}
