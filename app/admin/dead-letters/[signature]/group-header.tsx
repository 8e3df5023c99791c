'use client';

import { LocalTime, RelativeTime } from '#app/components/moment.tsx';
import { Adapter } from '../adapter.tsx';
import { failureWords } from '../failure-words.ts';
import type { Group } from '../group.ts';
import { countOf } from '../letter-count.ts';

/** What is wrong with the letters of a group, what may lie behind it, how many there are and since when. */
export function GroupHeader({ group }: { group: Group }) {
  const { headline, others, advice } = failureWords(group.failure);
  return (
    <header className="grid gap-2.5">
      <div className="grid gap-1">
        <h1 className="text-lg font-semibold tracking-tight text-pretty sm:text-xl">{headline}</h1>
        <code className="font-mono text-xs text-ink-soft">{group.failure}</code>
      </div>
      {others.length > 0 && (
        <ul className="grid list-disc gap-0.5 pl-5 text-sm">
          {others.map((other) => (
            <li key={other}>{other}</li>
          ))}
        </ul>
      )}
      <p className="max-w-prose text-sm text-ink-soft text-pretty">{advice}</p>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-ink-soft numeric">
        <span className="font-medium text-ink">{group.providerName}</span>
        <Adapter group={group} />
        <span>
          {countOf(group.count, group.atLeast)}, {group.open === 0 ? 'none' : group.open.toLocaleString('en')}{' '}
          open
        </span>
        <span>
          first <RelativeTime at={group.firstSeenAt} /> (<LocalTime at={group.firstSeenAt} />)
        </span>
        <span>
          last <RelativeTime at={group.lastSeenAt} /> (<LocalTime at={group.lastSeenAt} />)
        </span>
      </p>
    </header>
  );
}
