'use client';

import { SearchX } from 'lucide-react';
import Link from 'next/link';
import { BackLink } from '#app/components/back-link.tsx';
import { buttonClass } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { EmptyState } from '#app/components/empty-state.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { trpc } from '#app/components/trpc.ts';
import { AlertCard } from '../alert-card.tsx';

/** One alert by itself: where the mail and the webhook that tell of it lead. */
export function AlertScreen({ alertId }: { alertId: string }) {
  const found = trpc.alerts.byId.useQuery({ alertId }, { meta: { live: 'alerts' }, retry: false });
  return (
    <div className="mx-auto grid w-full max-w-3xl gap-4 px-4 py-5 sm:px-6">
      <div>
        <BackLink href="/admin/alerts">Alerts</BackLink>
      </div>
      {found.data !== undefined ? (
        <AlertCard alert={found.data.alert} mayAct={found.data.mayAct} isWholePage />
      ) : found.error === null ? (
        <Skeleton className="h-72 w-full" />
      ) : found.error.data?.code === 'NOT_FOUND' ? (
        <UnknownAlert />
      ) : (
        <FailedState
          title="The alert could not be read"
          message={found.error.message}
          onRetry={() => void found.refetch()}
        />
      )}
    </div>
  );
}

function UnknownAlert() {
  return (
    <Card>
      <h1 className="sr-only">Unknown alert</h1>
      <EmptyState
        icon={SearchX}
        title="There is no alert with this id"
        actions={
          <Link href="/admin/alerts" className={buttonClass()}>
            All alerts
          </Link>
        }
      >
        <p>Check the address. One that was raised a moment ago may take a second to appear.</p>
      </EmptyState>
    </Card>
  );
}
