'use client';

import { MailQuestion } from 'lucide-react';
import { Badge, type Tone } from '#app/components/badge.tsx';
import { Card } from '#app/components/card.tsx';
import { EmptyState } from '#app/components/empty-state.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { RelativeTime } from '#app/components/moment.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { trpc } from '#app/components/trpc.ts';
import type { SunsetVerdict } from '#server/domain/sunset/judge.ts';
import type { SunsetPolicy } from '#server/domain/sunset/policy.ts';

const grid =
  '@min-[40rem]:grid @min-[40rem]:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)_minmax(0,1.3fr)] @min-[40rem]:gap-x-4';

const verdicts = {
  ask: { words: 'Would be asked', tone: 'accent' },
  end: { words: 'Would leave marketing', tone: 'warn' },
  keep_engaged: { words: 'Would stay: was active', tone: 'good' },
  keep_lifted: { words: 'Would stay: was lifted', tone: 'good' },
  cancel: { words: 'Mail was never sent', tone: 'calm' },
  nothing: { words: 'Would be left alone', tone: 'calm' },
} as const satisfies Record<SunsetVerdict, { words: string; tone: Tone }>;

/** Whom a policy would touch now, whether it is saved and on or not. */
export function DryRun({ policy }: { policy: SunsetPolicy }) {
  const found = trpc.sunset.dryRun.useQuery({ policy });
  return (
    <section aria-labelledby="dry-run" className="grid gap-2.5">
      <h2 id="dry-run" className="text-lg font-semibold tracking-tight">
        Dry run
      </h2>
      {found.data !== undefined ? (
        <Found {...found.data} />
      ) : found.error !== null ? (
        <FailedState
          title="It could not be tried out"
          message={found.error.message}
          onRetry={() => void found.refetch()}
        />
      ) : (
        <div aria-busy="true">
          <p role="status" className="sr-only">
            Looking whom it would touch
          </p>
          <Skeleton className="h-40 w-full" />
        </div>
      )}
    </section>
  );
}

interface FoundProps {
  silent: number;
  unsettled: number;
  rows: readonly {
    key: string;
    address: string | null;
    lastSignAt: string | null;
    mails: number;
    verdict: SunsetVerdict;
  }[];
}

function Found({ silent, unsettled, rows }: FoundProps) {
  if (rows.length === 0) {
    return (
      <Card>
        <EmptyState icon={MailQuestion} title="Nobody would be touched">
          <p>Every address that gets marketing showed a sign of a person in that time, or is too new.</p>
        </EmptyState>
      </Card>
    );
  }
  return (
    <>
      <p role="status" className="text-sm text-ink-soft text-pretty">
        Up to <b className="font-medium text-ink numeric">{silent.toLocaleString('en')}</b> silent addresses
        would be asked, 500 a day, and{' '}
        <b className="font-medium text-ink numeric">{unsettled.toLocaleString('en')}</b> asked before would be
        settled. Nothing was sent or changed.
        {rows.length < silent + unsettled && ` The first ${rows.length} are shown.`}
      </p>
      <Card className="@container overflow-hidden">
        <table aria-labelledby="dry-run" className="block w-full text-sm">
          <thead className="block border-b border-line bg-sunken @max-[40rem]:sr-only">
            <tr className={`px-4 py-2 text-xs text-ink-soft ${grid}`}>
              {['Address', 'Last sign', 'Mails since', 'Now'].map((name) => (
                <th key={name} scope="col" className="text-left font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="block">
            {rows.map((row) => (
              <tr key={row.key} className={`block border-t border-line px-4 py-2.5 first:border-t-0 ${grid}`}>
                <th scope="row" className="block text-left font-medium break-words">
                  {row.address ?? 'Erased'}
                </th>
                <td className="block text-ink-soft">
                  <span className="@min-[40rem]:hidden">Last sign: </span>
                  {row.lastSignAt === null ? 'never' : <RelativeTime at={row.lastSignAt} />}
                </td>
                <td className="block text-ink-soft numeric">
                  <span className="@min-[40rem]:hidden">Mails since: </span>
                  {row.mails.toLocaleString('en')}
                </td>
                <td className="block">
                  <Badge tone={verdicts[row.verdict].tone}>{verdicts[row.verdict].words}</Badge>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </>
  );
}
