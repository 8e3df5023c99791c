import { HydrationBoundary } from '@tanstack/react-query';
import { createServerSideHelpers } from '@trpc/react-query/server';
import type { Metadata } from 'next';
import { requireRole } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { appRouter } from '#server/trpc/router.ts';
import { ApiKeysScreen } from './api-keys-screen.tsx';

export const metadata: Metadata = { title: 'API keys' };

export default async function ApiKeysPage() {
  const viewer = await requireRole('admin', '/admin/api-keys');
  const helpers = createServerSideHelpers({ router: appRouter, ctx: { viewer, deps: deps() } });
  // What cannot be read now is asked for again, and explained, by the browser.
  await helpers.apiKeys.list.prefetchInfinite({});
  return (
    <HydrationBoundary state={helpers.dehydrate()}>
      <ApiKeysScreen />
    </HydrationBoundary>
  );
}
