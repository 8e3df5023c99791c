import { HydrationBoundary } from '@tanstack/react-query';
import { createServerSideHelpers } from '@trpc/react-query/server';
import type { Metadata } from 'next';
import { replayInput } from '#app/admin/dead-letters/filter.ts';
import { requireRole } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { appRouter } from '#server/trpc/router.ts';
import { ReplayScreen } from './replay-screen.tsx';

export const metadata: Metadata = { title: 'A replay of dead letters' };

export default async function ReplayPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const viewer = await requireRole('support', `/admin/dead-letters/replays/${encodeURIComponent(id)}`);
  const helpers = createServerSideHelpers({ router: appRouter, ctx: { viewer, deps: deps() } });
  // What cannot be read now is asked for again, and explained, by the browser.
  await helpers.deadLetters.replayById.prefetchInfinite(replayInput(id));
  return (
    <HydrationBoundary state={helpers.dehydrate()}>
      <ReplayScreen id={id} />
    </HydrationBoundary>
  );
}
