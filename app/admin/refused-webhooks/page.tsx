import { HydrationBoundary } from '@tanstack/react-query';
import { createServerSideHelpers } from '@trpc/react-query/server';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { requireRole } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { appRouter } from '#server/trpc/router.ts';
import { loadRefusedFilter, refusedAddress, refusedInput } from './filter.ts';
import { RefusedScreen } from './refused-screen.tsx';

export const metadata: Metadata = { title: 'Refused webhooks' };

export default async function RefusedWebhooksPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = loadRefusedFilter(await searchParams);
  const viewer = await requireRole('support', refusedAddress('/admin/refused-webhooks', filter));
  const helpers = createServerSideHelpers({ router: appRouter, ctx: { viewer, deps: deps() } });
  // What cannot be read now is asked for again, and explained, by the browser.
  await helpers.refusedWebhooks.list.prefetchInfinite(refusedInput(filter.provider));
  return (
    <HydrationBoundary state={helpers.dehydrate()}>
      <RefusedScreen />
    </HydrationBoundary>
  );
}
