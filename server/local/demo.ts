import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { dayMs } from './demo/beats.ts';
import { escalation } from './demo/escalation/escalation.ts';
import { findInstallation } from './demo/installation.ts';
import { demoHelp, readDemoOptions } from './demo/options.ts';
import { playDay } from './demo/play-day.ts';
import { progress } from './demo/progress.ts';
import { linksOf, sentenceOf, tableOf } from './demo/summary.ts';
import { tellerOf } from './demo/tellers.ts';
import { messageOf, Problem } from './problem.ts';
import { bold, complain, dim, say } from './terminal.ts';
import { waitForReadModels } from './wait-for-read-models.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const catchUpTimeoutMs = 60_000;

/** Plays a made-up day into the running installation, and says what became of it. */
async function day(args: readonly string[]): Promise<void> {
  const options = readDemoOptions(args, Date.now());
  if (options.help) return say(demoHelp);
  const installation = await findInstallation(root, options.providers);
  const { parts, url } = installation;
  const { seed, messages, untilMs } = options;
  const plan = {
    ...{ seed, messages, untilMs, fromMs: untilMs - options.days * dayMs },
    minutesEast: -new Date(untilMs).getTimezoneOffset(),
    tellers: await Promise.all(parts.map(({ provider }) => tellerOf(provider))),
  };
  say(`Playing ${bold(period(options.days))} of ${messages.toLocaleString('en')} messages to ${url}`);
  say(dim(`  the same again: npm run demo -- --seed ${seed} --until ${new Date(untilMs).toISOString()}`));
  const shown = progress(process.stdout);
  const played = await playDay(plan, parts, { perSecond: options.perSecond, onProgress: shown.show }).finally(
    shown.end,
  );
  say(
    `\n${tableOf(
      played,
      parts.map(({ provider }) => provider),
    )}\n\n${sentenceOf(played, messages)}\n`,
  );
  if (played.mistakes > 0) throw new Problem(mistakes(played.mistakes, played.complaints));
  if (!(await waitForReadModels(url, catchUpTimeoutMs))) say(dim('The read models are still catching up.\n'));
  say(linksOf(played, url, await installation.signInLink()));
}

function period(days: number): string {
  return days === 1 ? 'a day' : `${days} days`;
}

function mistakes(count: number, complaints: readonly string[]): string {
  const verb = count === 1 ? 'answer was' : 'answers were';
  return `${count} ${verb} not what it should be. Was it started with other settings than are set here?\n${complaints.join('\n')}`;
}

/** What `npm run demo -- <word>` plays; without a word it is a day. */
const plays: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  day,
  escalation: async (rest) => {
    if (!(await escalation(root, rest))) process.exitCode = 1;
  },
};

const args = process.argv.slice(2);
const play = plays[args[0] ?? ''];
try {
  await (play === undefined ? day(args) : play(args.slice(1)));
} catch (error) {
  complain(error instanceof Problem ? error.message : `The demo could not be played: ${messageOf(error)}`);
  process.exitCode = 1;
}
