import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openDatabase } from '#db/client.ts';
import { readLinks } from '#server/event-store/links.ts';
import { newestPosition } from '#server/event-store/writers-lock.ts';
import { verifyStoredLedger } from '#server/projections/ledger/queries.ts';
import type { LedgerBreak, LedgerVerdict, NotedHead } from '#server/projections/ledger/verify.ts';
import { messageOf, Problem } from './problem.ts';
import { whoRuns } from './running.ts';
import { complain, dim, say } from './terminal.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const help = `npm run ledger:verify [-- --noted <events>:<hash>]

Computes the hash chain over every stored event again and compares it with the ledger. Ends with code 1 at the first
event that was changed, deleted or put in afterwards. Reads only, and needs no keys.

  --noted <events>:<hash>  a head that an earlier run printed: also finds a ledger that was written anew
  --help                   this text

Verifies the database that DATABASE_URL names, else that of the Earshot running on this machine.`;

/** `npm run ledger:verify`: prints what was found and sets the exit code. */
async function run(args: readonly string[]): Promise<void> {
  const { values } = parse(args);
  if (values.help) return say(help);
  const noted = values.noted === undefined ? undefined : notedHead(values.noted);
  const { sql, close } = openDatabase(await databaseUrl(), { max: 1, applicationName: 'earshot ledger' });
  try {
    const verdict = await verifyStoredLedger(sql, { readLinks: (range) => readLinks(sql, range) }, noted);
    if (verdict.status === 'verified') return say(praise(verdict, await newestPosition(sql)));
    throw new Problem(verdict.status === 'outdated' ? outdated : accusation(verdict));
  } finally {
    await close();
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { noted: { type: 'string' }, help: { type: 'boolean' } } });
  } catch (error) {
    throw new Problem(`${messageOf(error).split('. ')[0]}. See: npm run ledger:verify -- --help`);
  }
}

function notedHead(text: string): NotedHead {
  const [, events, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (events === undefined || hash === undefined)
    throw new Problem(`"${text}" is not a head. It looks like 1234:9f86d0…, as an earlier run printed it.`);
  return { events: Number(events), hash };
}

async function databaseUrl(): Promise<string> {
  for (const file of ['.env.local', '.env']) {
    const found = path.join(root, file);
    if (existsSync(found)) process.loadEnvFile(found);
  }
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const running = await whoRuns(path.resolve(root, process.env.EARSHOT_DATA_DIR || '.earshot'));
  if (running?.databaseUrl) return running.databaseUrl;
  throw new Problem('No Earshot runs here. Start it with npm start, or set DATABASE_URL, then verify.');
}

function praise(verdict: Extract<LedgerVerdict, { status: 'verified' }>, newest: number): string {
  const { events, blocks, position, head } = verdict;
  const lines = [`${count(events)} events in ${count(blocks)} blocks verified, up to position ${position}.`];
  if (newest > position)
    lines.push(
      `Later events, up to position ${newest}, are not in the ledger yet; a running Earshot adds them.`,
    );
  if (head) {
    lines.push(`Head: ${head.events}:${head.hash}`);
    lines.push(dim('Note it elsewhere: with --noted it proves later that this part was not written anew.'));
  }
  return lines.join('\n');
}

const outdated =
  'The ledger was written by another version of Earshot. This one rebuilds it once it runs; verify again after that.';

const accusations: Readonly<Record<LedgerBreak['kind'], (position: number) => string>> = {
  changed: (position) => `The event at position ${position} is not what was recorded.`,
  missing: (position) => `The event at position ${position} was deleted.`,
  inserted: (position) => `The event at position ${position} was put in afterwards.`,
  ledger_row: (position) =>
    `The ledger itself was changed: from position ${position} on it vouches for nothing.`,
  rewritten: (position) =>
    `Ledger and events agree, but up to position ${position} they are not those of the noted head.`,
};

function accusation({ events, found }: Extract<LedgerVerdict, { status: 'broken' }>): string {
  const { kind, position, block } = found;
  return `${accusations[kind](position)} (Block ${block}; the ${count(events)} events before that block agree.)`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}

await run(process.argv.slice(2)).catch((error) => {
  complain(
    error instanceof Problem ? error.message : `The ledger could not be verified: ${messageOf(error)}`,
  );
  process.exitCode = 1;
});
