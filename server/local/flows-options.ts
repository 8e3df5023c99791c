import { parseArgs } from 'node:util';
import { Problem } from './problem.ts';

export interface FlowsOptions {
  /** Where the engine is; null for the embedded one, which each test starts for itself. */
  readonly engine: string | null;
  /** Parts of file names. */
  readonly filters: readonly string[];
  readonly help: boolean;
}

export const FLOWS_HELP = `npm run test:flows [-- options] [part of a file name …]

Runs what happens to notifications through an Inngest engine: the same tests, with the same expectations, on any.

  --engine=<url>  an Inngest dev server, such as http://127.0.0.1:8288; time is real there, so this takes minutes
  --help          this text

Without --engine the embedded engine runs them, on a clock that is moved by hand. The dev server must be able to reach
127.0.0.1 on this machine. TEST_DATABASE_URL names a Postgres to use instead of an embedded one.`;

/** Reads what was typed after `npm run test:flows --`. */
export function readFlowsOptions(args: readonly string[]): FlowsOptions {
  const { values, positionals } = parsed(args);
  const { engine = null, help = false } = values;
  if (engine !== null && !/^https?:\/\//.test(engine)) {
    throw new Problem(`--engine needs an address such as http://127.0.0.1:8288, not "${engine}".`);
  }
  return { engine: engine === null ? null : new URL(engine).origin, filters: positionals, help };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { engine: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    const [reason = ''] = error instanceof Error ? error.message.split('. ') : [];
    throw new Problem(`${reason}. See: npm run test:flows -- --help`);
  }
}
