import { HydrationBoundary } from '@tanstack/react-query';
import { createServerSideHelpers } from '@trpc/react-query/server';
import type { Metadata } from 'next';
import { requireRole } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { appRouter } from '#server/trpc/router.ts';
import { PolicyScreen } from '../policy-screen.tsx';

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Policy ${(await params).id}` };
}

export default async function PolicyPage({ params }: Props) {
  const { id } = await params;
  const viewer = await requireRole('support', `/admin/policies/${id}`);
  const helpers = createServerSideHelpers({ router: appRouter, ctx: { viewer, deps: deps() } });
  // What cannot be read now is asked for again, and explained, by the browser.
  await Promise.all([helpers.policies.byId.prefetch({ policyId: id }), helpers.policies.prices.prefetch()]);
  return (
    <HydrationBoundary state={helpers.dehydrate()}>
      <PolicyScreen policyId={id} />
    </HydrationBoundary>
  );
}
