import { parseArgs } from 'node:util';
import { duration, durationMs } from '#server/domain/escalation/duration.ts';
import { messageOf, Problem } from '#server/local/problem.ts';
import { type Recipient, recipients, roles } from './recipients.ts';

export interface EscalationOptions {
  /** In the order in which they are played. */
  readonly recipients: readonly Recipient[];
  readonly waitSeconds: number;
  readonly help: boolean;
}

const width = Math.max(...recipients.map((name) => name.length));
const list = recipients.map((name) => `  ${name.padEnd(width)}  ${roles[name].title}`).join('\n');
const defaultWait = '10s';
const longestWaitMs = 3_600_000;

export const escalationHelp = `npm run demo -- escalation [options]

Sends a critical mail to somebody of the sandbox, in the Earshot that runs from this folder, and tells line by line what
becomes of it: whether it is heard, and when it is not, how a text message follows. It makes a policy for this and takes
it out of force again.

  --recipient <name>   to whom (default unopened):
${list}
  --all                to each of them, one after the other
  --wait <time>        how long a mail may stay unopened, from 1s to 1h (default ${defaultWait}); at least ${roles.opened.leastWaitSeconds}s for
                       opened, because people in the sandbox take their time
  --help               this text

Ends with code 1 when what happened is not what the name of the recipient promises.`;

/** Reads what was typed after `npm run demo -- escalation`. Throws a `Problem` that says what to type instead. */
export function readEscalationOptions(args: readonly string[]): EscalationOptions {
  const values = parse(args);
  if (values.all === true && values.recipient !== undefined) {
    throw new Problem('--all plays every recipient: leave out --recipient, or --all.');
  }
  return {
    recipients: values.all === true ? recipients : [recipientOf(values.recipient ?? 'unopened')],
    waitSeconds: secondsOf(values.wait ?? defaultWait),
    help: values.help ?? false,
  };
}

function recipientOf(text: string): Recipient {
  const found = recipients.find((name) => name === text);
  if (found !== undefined) return found;
  throw new Problem(`--recipient takes one of ${recipients.join(', ')}, not "${text}".`);
}

function secondsOf(text: string): number {
  const ms = duration.safeParse(text).success ? durationMs(text) : Number.NaN;
  if (ms <= longestWaitMs) return ms / 1000;
  throw new Problem(`--wait takes a time from 1s to 1h, such as 10s or 2m, not "${text}".`);
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        recipient: { type: 'string' },
        all: { type: 'boolean' },
        wait: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw new Problem(`${messageOf(error).split('. ')[0]}. See: npm run demo -- escalation --help`);
  }
}
