'use client';

import { History } from 'lucide-react';
import { useId } from 'react';
import { Badge } from '#app/components/badge.tsx';
import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { LocalTime, RelativeTime } from '#app/components/moment.tsx';
import type { Choices, Policy, PolicyVersion } from './policy.ts';
import { changesBetween, type PolicyChange, policyLines } from './policy-words.ts';

interface VersionHistoryProps {
  versions: readonly PolicyVersion[];
  choices: Choices;
  /** Puts an old version into the fields; null for those who may only look. */
  onTake: ((policy: Policy) => void) | null;
}

/** Every change of a policy, the newest first: who made it, when, and what it changed. */
export function VersionHistory({ versions, choices, onTake }: VersionHistoryProps) {
  const title = useId();
  return (
    <section aria-labelledby={title}>
      <Card className="grid gap-1 p-4">
        <h2 id={title} className="flex items-center gap-2 text-base font-semibold tracking-tight">
          <History aria-hidden className="size-4 text-accent" />
          Versions
        </h2>
        <ol reversed className="grid">
          {versions.map((version, index) => (
            <li key={version.version} className="border-t border-line py-3 first:border-t-0 last:pb-0">
              <Version
                version={version}
                before={versions.slice(index + 1).find(({ policy }) => policy !== null)?.policy ?? null}
                choices={choices}
                onTake={index === 0 ? null : onTake}
              />
            </li>
          ))}
        </ol>
      </Card>
    </section>
  );
}

interface VersionProps extends Omit<VersionHistoryProps, 'versions'> {
  version: PolicyVersion;
  /** What was in force before it, or had been. */
  before: Policy | null;
}

function Version({ version: { version, at, by, policy }, before, choices, onTake }: VersionProps) {
  return (
    <div className="grid gap-1.5">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        <h3 className="font-medium numeric">Version {version}</h3>
        {policy === null && <Badge>Retired</Badge>}
        <RelativeTime at={at} className="ml-auto text-xs text-ink-soft" />
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <p className="text-xs text-ink-soft">
          {by === null ? '' : `${by}, `}
          <LocalTime at={at} />
        </p>
        {policy !== null && onTake !== null && (
          <Button size="sm" variant="quiet" className="-my-1 -mr-2.5" onClick={() => onTake(policy)}>
            Restore<span className="sr-only"> version {version}</span>
          </Button>
        )}
      </div>
      {policy !== null && <Changes policy={policy} before={before} choices={choices} />}
    </div>
  );
}

function Changes({ policy, before, choices }: { policy: Policy; before: Policy | null; choices: Choices }) {
  const changes: readonly PolicyChange[] =
    before === null
      ? policyLines(policy, choices).map(([what, to]) => ({ what, from: null, to }))
      : changesBetween(before, policy, choices);
  if (changes.length === 0) return <p className="text-xs text-ink-soft">Says the same as before.</p>;
  return (
    <details className="group text-sm">
      <summary className="inline-flex min-h-6 items-center rounded-sm text-xs font-medium text-accent underline underline-offset-2">
        {before === null ? 'What it says' : changes.length === 1 ? '1 change' : `${changes.length} changes`}
      </summary>
      <dl className="grid gap-2 pt-1.5">
        {changes.map(({ what, from, to }) => (
          <div key={what} className="grid gap-0.5">
            <dt className="text-xs text-ink-soft">{what}</dt>
            {from !== null && (
              <dd className="text-ink-soft line-through decoration-line-strong">
                <span className="sr-only">Before: </span>
                {from}
              </dd>
            )}
            <dd>
              {from !== null && <span className="sr-only">Now: </span>}
              {to ?? 'Removed'}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
