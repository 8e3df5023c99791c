'use client';

import { useState } from 'react';
import { Card } from '#app/components/card.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { trpc } from '#app/components/trpc.ts';
import type { SunsetPolicy } from '#server/domain/sunset/policy.ts';
import { DryRun } from './dry-run.tsx';
import { PolicyForm } from './policy-form.tsx';

/** How addresses that nobody reads leave marketing: the rules, the words, and whom they would touch. */
export function SunsetScreen() {
  const settings = trpc.sunset.settings.useQuery(undefined, { meta: { live: 'audit' } });
  const status = trpc.sunset.status.useQuery(undefined, { meta: { live: 'sunsets' } });
  const [tried, setTried] = useState<SunsetPolicy | null>(null);
  return (
    <div className="mx-auto grid w-full max-w-5xl gap-6 px-4 py-5 sm:px-6">
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold tracking-tight">Sunset</h1>
        <p className="max-w-prose text-sm text-ink-soft text-pretty">
          An address where nobody opens, clicks or answers for a long time is asked once whether somebody is
          still interested. Without an answer it leaves marketing, and nothing else. Any sign of a person
          takes it back in. Opens by machines are no sign.
        </p>
      </div>
      {settings.data !== undefined ? (
        // Whoever saves sees the version that was saved, as does everybody else.
        <PolicyForm key={settings.data.version} settings={settings.data} onTry={setTried} />
      ) : settings.error !== null ? (
        <FailedState
          title="The policy could not be read"
          message={settings.error.message}
          onRetry={() => void settings.refetch()}
        />
      ) : (
        <Skeleton className="h-80 w-full" />
      )}
      {status.data !== undefined && <Standing counts={status.data} />}
      {tried !== null && <DryRun policy={tried} />}
    </div>
  );
}

const standings = [
  ['asked', 'Asked, may still answer'],
  ['kept', 'Kept: somebody answered'],
  ['ended', 'Out of marketing'],
  ['cancelled', 'Could not be asked'],
] as const;

function Standing({ counts }: { counts: Readonly<Record<(typeof standings)[number][0], number>> }) {
  return (
    <section aria-labelledby="standing" className="grid gap-2.5">
      <h2 id="standing" className="text-lg font-semibold tracking-tight">
        Addresses so far
      </h2>
      <Card>
        <dl className="grid grid-cols-1 gap-x-6 gap-y-3 p-4 min-[26rem]:grid-cols-2 sm:grid-cols-4">
          {standings.map(([status, words]) => (
            <div key={status} className="grid content-start gap-0.5">
              <dt className="text-sm text-ink-soft">{words}</dt>
              <dd className="text-lg font-semibold numeric">{counts[status].toLocaleString('en')}</dd>
            </div>
          ))}
        </dl>
      </Card>
    </section>
  );
}
