import type { Provider } from '#server/providers/provider.ts';
import { bold, dim } from '../terminal.ts';
import type { DayPlayed } from './play-day.ts';
import { type Tally, totalOf } from './tally.ts';

const columns = ['webhooks', 'events', 'duplicates', 'unreadable', 'refused'] as const;

/** What was played, provider by provider, as a table. */
export function tableOf(played: DayPlayed, providers: readonly Provider[]): string {
  const rows = providers.map(({ id, name }) => row(name, played.tallies.get(id) ?? totalOf([])));
  const all = [['', ...columns], ...rows, row('All', totalOf(played.tallies.values()))];
  const widths = all[0]?.map((_, n) => Math.max(...all.map((cells) => cells[n]?.length ?? 0))) ?? [];
  const lines = all.map((cells) =>
    cells
      .map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0)))
      .join('  '),
  );
  return [dim(lines[0] ?? ''), ...lines.slice(1, -1), bold(lines.at(-1) ?? '')].join('\n');
}

/** What the numbers mean, in a sentence. */
export function sentenceOf(played: DayPlayed, messages: number): string {
  const { events, duplicates, unreadable, refused, answered } = totalOf(played.tallies.values());
  const count = (value: number) => value.toLocaleString('en');
  return (
    `${count(messages)} messages. ${count(events - duplicates)} events are new; ${count(duplicates)} had come before ` +
    `and were not stored again; ${count(unreadable)} were signed but could not be read and are kept; ` +
    `${count(answered)} replies were answered in the provider’s own words; ` +
    `${count(refused)} webhooks were forged or stale and were refused, as they should be.`
  );
}

/** Where to see what became of it. */
export function linksOf(played: DayPlayed, url: string, signInLink: string): string {
  const page = (label: string, path: string) => [label, `${url}${path}`] as const;
  const stories = [...played.landmarks]
    .filter(([story]) => worthALook.includes(story))
    .map(([story, address]) => page(story, `/admin/messages?q=${encodeURIComponent(address)}`));
  const links = [['sign in as administrator', signInLink] as const, page('all messages', '/admin/messages')];
  const lines = [...links, ...stories];
  const width = Math.max(...lines.map(([label]) => label.length));
  return [bold('Have a look'), ...lines.map(([label, link]) => `  ${label.padEnd(width)}  ${link}`)].join(
    '\n',
  );
}

const worthALook: readonly string[] = [
  'told twice',
  'told out of order',
  'told days late',
  'deferred',
  'gone',
  'bounced hours after it was delivered',
  'mailbox stayed full',
  'complained',
  'wrote STOP and START',
];

function row(name: string, { requests, events, duplicates, unreadable, refused }: Tally): string[] {
  return [name, ...[requests, events, duplicates, unreadable, refused].map((n) => n.toLocaleString('en'))];
}
