import { HydrationBoundary } from '@tanstack/react-query';
import { createServerSideHelpers } from '@trpc/react-query/server';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { requireRole } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { appRouter } from '#server/trpc/router.ts';
import { webhookEndpoints } from '#server/trpc/webhook-endpoints.ts';
import { listInput, loadMessageFilter, messagesAddress } from './filter.ts';
import { MessageExplorer } from './message-explorer.tsx';

export const metadata: Metadata = { title: 'Messages' };

export default async function MessagesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = loadMessageFilter(await searchParams);
  const viewer = await requireRole('support', messagesAddress('/admin/messages', filter));
  const { env } = deps();
  const helpers = createServerSideHelpers({ router: appRouter, ctx: { viewer, deps: deps() } });
  // What cannot be read now is asked for again, and explained, by the browser.
  await Promise.all([
    helpers.messages.list.prefetchInfinite(listInput(filter)),
    helpers.messages.counts.prefetch({ q: filter.q }),
  ]);
  return (
    <HydrationBoundary state={helpers.dehydrate()}>
      <MessageExplorer endpoints={webhookEndpoints(env.PUBLIC_BASE_URL)} />
    </HydrationBoundary>
  );
}
