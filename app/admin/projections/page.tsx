import { HydrationBoundary } from '@tanstack/react-query';
import { createServerSideHelpers } from '@trpc/react-query/server';
import type { Metadata } from 'next';
import { requireRole } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { appRouter } from '#server/trpc/router.ts';
import { ReadModelsScreen } from './read-models-screen.tsx';

export const metadata: Metadata = { title: 'Read models' };

export default async function ProjectionsPage() {
  const viewer = await requireRole('support', '/admin/projections');
  const helpers = createServerSideHelpers({ router: appRouter, ctx: { viewer, deps: deps() } });
  // What cannot be read now is asked for again, and explained, by the browser.
  await helpers.projections.list.prefetch();
  return (
    <HydrationBoundary state={helpers.dehydrate()}>
      <ReadModelsScreen />
    </HydrationBoundary>
  );
}
