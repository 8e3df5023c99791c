import { Check, CircleAlert, CircleSlash, type LucideIcon } from 'lucide-react';
import { RelativeTime } from '#app/components/moment.tsx';
import type { Alert } from './alert.ts';

type Told = Alert['told'][number];

const newsWords = {
  raised: 'That it was raised',
  worsened: 'That it is critical',
  resolved: 'That it is over',
} as const satisfies Record<Told['news'], string>;

const icons = {
  delivered: Check,
  failed: CircleAlert,
  not_set_up: CircleSlash,
} as const satisfies Record<Told['outcome'], LucideIcon>;

const tones = {
  delivered: 'text-good',
  failed: 'text-bad',
  not_set_up: 'text-ink-faint',
} as const satisfies Record<Told['outcome'], string>;

/** Who was told of an alert, by which way, and what came of it. */
export function ToldList({ told }: { told: readonly Told[] }) {
  if (told.length === 0) {
    return <p className="text-sm text-ink-soft">Nobody was told yet. It is done within moments.</p>;
  }
  return (
    <ul className="grid gap-1 text-sm">
      {told.map((one) => {
        const Icon = icons[one.outcome];
        return (
          <li key={`${one.news} ${one.by}`} className="flex items-start gap-2">
            <Icon aria-hidden className={`mt-0.5 size-4 ${tones[one.outcome]}`} />
            <span className="min-w-0 text-ink-soft text-pretty numeric">
              {newsWords[one.news]}: {outcomeText(one)} · <RelativeTime at={one.at} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function outcomeText({ by, outcome, recipients, reason }: Told): string {
  switch (outcome) {
    case 'delivered':
      if (by === 'webhook') return `posted to the webhook, which answered ${reason ?? 'yes'}`;
      return recipients === 1
        ? 'mailed to 1 administrator'
        : `mailed to ${recipients ?? 'the'} administrators`;
    case 'failed':
      return by === 'webhook'
        ? `the webhook failed, the last time with ${reason ?? 'no answer'}`
        : `the mail failed. ${reason ?? ''}`;
    case 'not_set_up':
      if (by === 'webhook') return 'not posted, since no webhook is set up';
      return reason === null ? 'not mailed, since no mail server is set up' : `not mailed: ${reason}`;
  }
}
