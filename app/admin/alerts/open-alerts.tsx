'use client';

import { BellOff, ShieldCheck } from 'lucide-react';
import { Card } from '#app/components/card.tsx';
import { EmptyState } from '#app/components/empty-state.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { Older } from '#app/components/older.tsx';
import { Remark } from '#app/components/remark.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { type AlertRuleId, alertRules } from '#server/domain/alert/rules.ts';
import { percentText } from '#server/domain/alert/words.ts';
import type { Watching } from './alert.ts';
import { AlertCard } from './alert-card.tsx';
import { unbroken } from './unbroken.ts';
import type { AlertPages } from './use-alerts.ts';

/** What is wrong now, the gravest first; or what would be told here. */
export function OpenAlerts({ found, ways }: { found: AlertPages; ways: Watching['ways'] | undefined }) {
  const alerts = found.data?.pages.flatMap((page) => page.alerts) ?? [];
  if (found.data === undefined) {
    return found.error === null ? (
      <LoadingAlerts />
    ) : (
      <FailedState
        title="The alerts could not be read"
        message={found.error.message}
        onRetry={() => void found.refetch()}
      />
    );
  }
  const mayAct = found.data.pages[0]?.mayAct ?? false;
  return (
    <div className="grid gap-4">
      {alerts.length === 0 ? (
        <Card>
          <EmptyState icon={ShieldCheck} title="No alert is open">
            <p>
              Complaints from {warningOf('complaints-24h')} on, deliveries below {warningOf('deliveries-24h')}{' '}
              and hard bounces from {warningOf('bounces-24h')} on are told here, for each stream and each
              large recipient domain, over 24 hours and over 7 days.
            </p>
          </EmptyState>
        </Card>
      ) : (
        alerts.map((alert) => <AlertCard key={alert.alertId} alert={alert} mayAct={mayAct} />)
      )}
      {found.hasNextPage && (
        <Older
          exist
          isLoading={found.isFetchingNextPage}
          failed={found.isFetchNextPageError}
          load={() => void found.fetchNextPage()}
          label="Load more"
          end=""
        />
      )}
      {ways !== undefined && !ways.email && !ways.webhook && (
        <div className="max-w-prose">
          <Remark icon={BellOff}>
            Nobody is told outside this page: neither a mail server (SMTP_URL) nor a webhook
            (ALERT_WEBHOOK_URL) is set up.
          </Remark>
        </div>
      )}
    </div>
  );
}

function warningOf(rule: AlertRuleId): string {
  return unbroken(percentText(alertRules[rule].warning));
}

function LoadingAlerts() {
  return (
    <Card aria-busy="true" className="grid gap-3 p-5">
      <p role="status" className="sr-only">
        Loading alerts
      </p>
      <Skeleton className="h-3.5 w-24" />
      <Skeleton className="h-5 w-72 max-w-full" />
      <Skeleton className="h-2 w-full" />
      <Skeleton className="h-3 w-96 max-w-full" />
    </Card>
  );
}
