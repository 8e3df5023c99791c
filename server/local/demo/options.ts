import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { messageOf, Problem } from '../problem.ts';

export interface DemoOptions {
  readonly messages: number;
  readonly days: number;
  readonly seed: string;
  /** The end of what is played. */
  readonly untilMs: number;
  /** Webhooks a second; null for as fast as they are answered. */
  readonly perSecond: number | null;
  /** Ids of providers; null for all that have the generated keys. */
  readonly providers: readonly string[] | null;
  readonly help: boolean;
}

export const demoHelp = `npm run demo [-- options]
npm run demo -- escalation [options]   how a mail that is not heard is told again; --help tells more

Plays a made-up day into the Earshot that runs from this folder, through its real endpoints and really signed: mail and
text messages of every provider, to invented people, with everything that can become of them, redeliveries, late and
reordered reports, events nobody knows yet, and forgeries that must be refused.

  --messages <number>   how many messages (default 500); any number, memory stays the same
  --days <number>       over how many days until now (1 to 30, default 1)
  --seed <text>         the same seed gives the same people and stories; without it every run has others
  --until <time>        end of the day in ISO 8601 (default now); with a seed, a second run tells nothing new
  --rate <number>       webhooks a second (default: as fast as they are answered)
  --providers <a,b>     only these
  --help                this text

Ends with code 1 when something was refused that is true, or believed that is forged.`;

const maxMessages = 1_000_000_000;

/** Reads what was typed after `npm run demo --`. Throws a `Problem` that says what to type instead. */
export function readDemoOptions(args: readonly string[], nowMs: number): DemoOptions {
  const { values, positionals } = parse(args);
  const [unknown] = positionals;
  if (unknown !== undefined) {
    throw new Problem(
      `"${unknown}" is not something the demo can play. Options follow a lone --, as in: npm run demo -- --messages 5000`,
    );
  }
  return {
    messages: whole('messages', values.messages ?? '500', maxMessages),
    days: whole('days', values.days ?? '1', 30),
    seed: values.seed ?? String(randomInt(1_000_000)),
    untilMs: values.until === undefined ? wholeSecond(nowMs) : until(values.until, nowMs),
    perSecond: values.rate === undefined ? null : whole('rate', values.rate, 100_000),
    providers: values.providers === undefined ? null : list(values.providers),
    help: values.help ?? false,
  };
}

function whole(name: string, text: string, most: number): number {
  if (/^\d{1,10}$/.test(text) && Number(text) >= 1 && Number(text) <= most) return Number(text);
  throw new Problem(`--${name} takes a whole number from 1 to ${most.toLocaleString('en')}, not "${text}".`);
}

function until(text: string, nowMs: number): number {
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms) && ms <= nowMs) return wholeSecond(ms);
  throw new Problem(`--until takes a time that is past, such as 2026-11-21T12:00:00Z, not "${text}".`);
}

function list(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return names.filter((name) => name !== '');
}

/** Providers count whole seconds. */
function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        messages: { type: 'string' },
        days: { type: 'string' },
        seed: { type: 'string' },
        until: { type: 'string' },
        rate: { type: 'string' },
        providers: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new Problem(`${messageOf(error).split('. ')[0]}. See: npm run demo -- --help`);
  }
}
