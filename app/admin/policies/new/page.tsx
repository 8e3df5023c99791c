import { HydrationBoundary } from '@tanstack/react-query';
import { createServerSideHelpers } from '@trpc/react-query/server';
import type { Metadata } from 'next';
import { requireRole } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { appRouter } from '#server/trpc/router.ts';
import { NewPolicyScreen } from '../new-policy-screen.tsx';

export const metadata: Metadata = { title: 'New policy' };

export default async function NewPolicyPage() {
  const viewer = await requireRole('admin', '/admin/policies/new');
  const helpers = createServerSideHelpers({ router: appRouter, ctx: { viewer, deps: deps() } });
  // What cannot be read now is asked for again, and explained, by the browser.
  await helpers.policies.list.prefetch();
  return (
    <HydrationBoundary state={helpers.dehydrate()}>
      <NewPolicyScreen />
    </HydrationBoundary>
  );
}
