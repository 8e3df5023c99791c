import { HydrationBoundary } from '@tanstack/react-query';
import { createServerSideHelpers } from '@trpc/react-query/server';
import type { Metadata } from 'next';
import { requireRole } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { appRouter } from '#server/trpc/router.ts';
import { AlertScreen } from './alert-screen.tsx';

export const metadata: Metadata = { title: 'Alert' };

export default async function AlertPage({ params }: { params: Promise<{ id: string }> }) {
  const alertId = decodeURIComponent((await params).id);
  const viewer = await requireRole('support', `/admin/alerts/${encodeURIComponent(alertId)}`);
  const helpers = createServerSideHelpers({ router: appRouter, ctx: { viewer, deps: deps() } });
  await helpers.alerts.byId.prefetch({ alertId });
  return (
    <HydrationBoundary state={helpers.dehydrate()}>
      <AlertScreen alertId={alertId} />
    </HydrationBoundary>
  );
}
