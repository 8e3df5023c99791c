'use client';

import type { inferRouterOutputs } from '@trpc/server';
import clsx from 'clsx';
import type { AppRouter } from '#server/trpc/router.ts';
import { eventName } from './event-words.ts';
import { failureWords } from './failure-words.ts';
import { countOf } from './letter-count.ts';

export type Preview = inferRouterOutputs<AppRouter>['deadLetters']['previewReplay'];
type Outcome = keyof Preview['outcomes'];

const outcomes = {
  read: { words: 'can be read now', colour: 'bg-good' },
  unreadable: { words: 'still cannot be read', colour: 'bg-warn' },
  erased: { words: 'erased: nothing is left to read', colour: 'bg-line-strong' },
  not_listened_to: { words: 'of a provider that is not set up here', colour: 'bg-line-strong' },
} as const satisfies Record<Outcome, { words: string; colour: string }>;
// Safe: the table above has exactly the outcomes as keys.
const outcomeNames = Object.keys(outcomes) as Outcome[];

/** What a replay would do: how many letters could be read, as what, and why the others could not. */
export function ReplayPreview({ preview }: { preview: Preview }) {
  const { letters, tried } = preview;
  if (tried === 0) return <p className="text-sm text-ink-soft">There is no letter left to read again.</p>;
  const found = outcomeNames.filter((name) => preview.outcomes[name] > 0);
  return (
    <div className="grid gap-3 text-sm">
      {tried < letters && (
        <p className="text-xs text-ink-soft">
          Judged by the first {tried.toLocaleString('en')} of {countOf(letters)}.
        </p>
      )}
      <div aria-hidden="true" className="flex h-2 gap-0.5 overflow-hidden rounded-full">
        {found.map((name) => (
          <span key={name} className={outcomes[name].colour} style={{ flexGrow: preview.outcomes[name] }} />
        ))}
      </div>
      <ul className="flex flex-wrap gap-x-5 gap-y-1">
        {found.map((name) => (
          <li key={name} className="flex items-baseline gap-2">
            <span
              aria-hidden="true"
              className={clsx('size-2 shrink-0 rounded-full', outcomes[name].colour)}
            />
            <span>
              <b className="font-semibold numeric">{preview.outcomes[name].toLocaleString('en')}</b>{' '}
              {outcomes[name].words}
            </span>
          </li>
        ))}
      </ul>
      {preview.events.length > 0 && (
        <p className="text-ink-soft">
          They say:{' '}
          <span className="text-ink">
            {preview.events.map(({ type, count }) => `${eventName(type)} ×${count}`).join(', ')}
          </span>
        </p>
      )}
      <Failures failures={preview.failures} />
    </div>
  );
}

const shownFailures = 5;

/** Why letters still cannot be read, the most frequent first. */
function Failures({ failures }: { failures: Preview['failures'] }) {
  if (failures.length === 0) return null;
  const hidden = failures.length - shownFailures;
  return (
    <div className="text-ink-soft">
      <p>What is wrong with the others:</p>
      <ul className="grid gap-0.5">
        {failures.slice(0, shownFailures).map(({ failure, count }) => (
          <li key={failure} className="flex flex-wrap items-baseline gap-x-2">
            <span className="text-ink">
              {failureWords(failure).headline} <span className="numeric">×{count.toLocaleString('en')}</span>
            </span>
            <code className="font-mono text-xs">{failure}</code>
          </li>
        ))}
        {hidden > 0 && <li>and {hidden === 1 ? 'one more kind' : `${hidden} more kinds`} of failure</li>}
      </ul>
    </div>
  );
}
