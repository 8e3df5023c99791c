'use client';

import { RefreshCw } from 'lucide-react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { Button } from '#app/components/button.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { LiveIndicator } from '#app/components/live-indicator.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { trpc } from '#app/components/trpc.ts';
import { AlertHistory } from './alert-history.tsx';
import { MarketingCard } from './marketing-card.tsx';
import { OpenAlerts } from './open-alerts.tsx';
import { useAlerts, useMarketing, useWatching } from './use-alerts.ts';
import { WatchTable } from './watch-table.tsx';

/** The guard of deliverability: what is wrong, what is watched, what was, and whether marketing is sent. */
export function AlertsScreen() {
  const open = useAlerts('open');
  const resolved = useAlerts('resolved');
  const watching = useWatching();
  const marketing = useMarketing();
  return (
    <div className="mx-auto grid w-full max-w-5xl gap-6 px-4 py-5 sm:px-6">
      <div className="grid gap-1">
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <h1 className="text-xl font-semibold tracking-tight">Alerts</h1>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <LiveIndicator
              updatedAtMs={open.dataUpdatedAt}
              failed={open.isError && open.data !== undefined}
            />
            {watching.data?.mayAct && <CheckNow />}
          </div>
        </div>
        <p className="max-w-prose text-sm text-ink-soft text-pretty">
          Whether mail arrives, and whether people mind it. Looked at every five minutes; administrators are
          told by mail, and a program of yours by webhook.
        </p>
      </div>
      <section aria-labelledby="open" className="grid gap-3">
        <h2 id="open" className="sr-only">
          Open alerts
        </h2>
        <OpenAlerts found={open} ways={watching.data?.ways} />
      </section>
      {marketing.data !== undefined ? (
        <MarketingCard marketing={marketing.data} />
      ) : marketing.error !== null ? (
        <FailedState
          title="It could not be read whether marketing is sent"
          message={marketing.error.message}
          onRetry={() => void marketing.refetch()}
        />
      ) : (
        <Skeleton className="h-32 w-full" />
      )}
      {watching.data !== undefined ? (
        <WatchTable watching={watching.data} />
      ) : watching.error !== null ? (
        <FailedState
          title="It could not be read how the mail fares"
          message={watching.error.message}
          onRetry={() => void watching.refetch()}
        />
      ) : (
        <Skeleton className="h-64 w-full" />
      )}
      <AlertHistory found={resolved} />
    </div>
  );
}

function CheckNow() {
  const announce = useAnnounce();
  const check = trpc.alerts.check.useMutation({ onSuccess: () => announce('Looking now.') });
  return (
    <Button size="sm" aria-disabled={check.isPending} onClick={() => !check.isPending && check.mutate()}>
      <RefreshCw aria-hidden className="size-3.5" />
      Check now
    </Button>
  );
}
