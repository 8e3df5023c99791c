import { HydrationBoundary } from '@tanstack/react-query';
import { createServerSideHelpers } from '@trpc/react-query/server';
import type { Metadata } from 'next';
import { requireRole } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { appRouter } from '#server/trpc/router.ts';
import { alertsInput } from './alerts-input.ts';
import { AlertsScreen } from './alerts-screen.tsx';

export const metadata: Metadata = { title: 'Alerts' };

export default async function AlertsPage() {
  const viewer = await requireRole('support', '/admin/alerts');
  const helpers = createServerSideHelpers({ router: appRouter, ctx: { viewer, deps: deps() } });
  // What cannot be read now is asked for again, and explained, by the browser.
  await Promise.all([
    helpers.alerts.list.prefetchInfinite(alertsInput('open')),
    helpers.alerts.list.prefetchInfinite(alertsInput('resolved')),
    helpers.alerts.watching.prefetch(),
    helpers.alerts.marketing.prefetch(),
  ]);
  return (
    <HydrationBoundary state={helpers.dehydrate()}>
      <AlertsScreen />
    </HydrationBoundary>
  );
}
