import { HydrationBoundary } from '@tanstack/react-query';
import { createServerSideHelpers } from '@trpc/react-query/server';
import type { Metadata } from 'next';
import { requireRole } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { appRouter } from '#server/trpc/router.ts';
import { ErasuresScreen } from './erasures-screen.tsx';

export const metadata: Metadata = { title: 'Erasures' };

export default async function ErasuresPage() {
  const viewer = await requireRole('admin', '/admin/erasures');
  const helpers = createServerSideHelpers({ router: appRouter, ctx: { viewer, deps: deps() } });
  // What cannot be read now is asked for again, and explained, by the browser.
  await Promise.all([
    helpers.erasure.list.prefetchInfinite({ which: 'waiting' }),
    helpers.erasure.list.prefetchInfinite({ which: 'over' }),
  ]);
  return (
    <HydrationBoundary state={helpers.dehydrate()}>
      <ErasuresScreen />
    </HydrationBoundary>
  );
}
