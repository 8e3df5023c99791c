import { HydrationBoundary } from '@tanstack/react-query';
import { createServerSideHelpers } from '@trpc/react-query/server';
import type { Metadata } from 'next';
import { requireRole } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { appRouter } from '#server/trpc/router.ts';
import { SunsetScreen } from './sunset-screen.tsx';

export const metadata: Metadata = { title: 'Sunset' };

export default async function SunsetPage() {
  const viewer = await requireRole('support', '/admin/sunset');
  const helpers = createServerSideHelpers({ router: appRouter, ctx: { viewer, deps: deps() } });
  // What cannot be read now is asked for again, and explained, by the browser.
  await Promise.all([helpers.sunset.settings.prefetch(), helpers.sunset.status.prefetch()]);
  return (
    <HydrationBoundary state={helpers.dehydrate()}>
      <SunsetScreen />
    </HydrationBoundary>
  );
}
