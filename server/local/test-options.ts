import { parseArgs } from 'node:util';
import { Problem } from './problem.ts';

export const kinds = ['unit', 'int', 'e2e'] as const;
export type Kind = (typeof kinds)[number];

export interface TestOptions {
  /** What to run; all three unless some are named. */
  kinds: readonly Kind[];
  /** Parts of file names; a runner with no such file has nothing to do. */
  filters: readonly string[];
  help: boolean;
}

export const TEST_HELP = `npm test [-- options] [part of a file name …]

Runs the unit, integration and browser tests, after installing what they need.

  --unit    in memory only
  --int     on a real Postgres
  --e2e     in a real browser, against a real start
  --help    this text

TEST_DATABASE_URL names a Postgres to use instead of an embedded one, E2E_BROWSER a Chromium or Chrome.`;

/** Reads what was typed after `npm test --`. */
export function readTestOptions(args: readonly string[]): TestOptions {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        unit: { type: 'boolean' },
        int: { type: 'boolean' },
        e2e: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const named = kinds.filter((kind) => values[kind]);
    return { kinds: named.length > 0 ? named : kinds, filters: positionals, help: values.help ?? false };
  } catch (error) {
    const [reason = ''] = error instanceof Error ? error.message.split('. ') : [];
    throw new Problem(`${reason}. See: npm test -- --help`);
  }
}
