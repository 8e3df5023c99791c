'use client';

import Link from 'next/link';
import { Card } from '#app/components/card.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { RelativeTime } from '#app/components/moment.tsx';
import { Older } from '#app/components/older.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { spanText } from '#app/components/time-format.ts';
import { rateText, subjectText, windowText } from '#server/domain/alert/words.ts';
import type { Alert } from './alert.ts';
import type { AlertPages } from './use-alerts.ts';

/** Alerts that are over, the last first. */
export function AlertHistory({ found }: { found: AlertPages }) {
  const alerts = found.data?.pages.flatMap((page) => page.alerts) ?? [];
  return (
    <section aria-labelledby="history" className="grid gap-3">
      <h2 id="history" className="text-lg font-semibold tracking-tight">
        History
      </h2>
      {found.data === undefined ? (
        found.error === null ? (
          <Skeleton className="h-16 w-full" />
        ) : (
          <FailedState
            title="The history could not be read"
            message={found.error.message}
            onRetry={() => void found.refetch()}
          />
        )
      ) : alerts.length === 0 ? (
        <p className="text-sm text-ink-soft text-pretty">
          No alert has ended yet. One ends by itself once its mail fares better, with enough mail to tell.
        </p>
      ) : (
        <div>
          <Card className="overflow-hidden">
            <ul>
              {alerts.map((alert) => (
                <PastAlert key={alert.alertId} alert={alert} />
              ))}
            </ul>
          </Card>
          <Older
            exist={found.hasNextPage}
            isLoading={found.isFetchingNextPage}
            failed={found.isFetchNextPageError}
            load={() => void found.fetchNextPage()}
            end={alerts.length === 1 ? 'That is all: 1 alert.' : `That is all: ${alerts.length} alerts.`}
          />
        </div>
      )}
    </section>
  );
}

function PastAlert({ alert }: { alert: Alert }) {
  const { alertId, raisedAt, resolvedAt, severity, measured, rule } = alert;
  const worst = measured.worsened ?? measured.raised;
  if (resolvedAt === null) return null;
  return (
    <li className="border-t border-line first:border-t-0">
      <Link
        href={`/admin/alerts/${alertId}`}
        className="grid gap-0.5 px-4 py-2.5 transition-colors hover:bg-hover"
      >
        <span className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="font-medium">{subjectText(alert)}</span>
          <span className="text-xs text-ink-soft">
            ended <RelativeTime at={resolvedAt} />
          </span>
        </span>
        <span className="text-xs text-ink-soft numeric">
          {severity === 'critical' ? 'Critical' : 'Warning'}
          {worst !== undefined && ` at ${rateText(worst)}`} over {windowText(rule)}, for{' '}
          {spanText(Date.parse(resolvedAt) - Date.parse(raisedAt))}
        </span>
      </Link>
    </li>
  );
}
