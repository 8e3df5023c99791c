import { HydrationBoundary } from '@tanstack/react-query';
import { createServerSideHelpers } from '@trpc/react-query/server';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { requireRole } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { appRouter } from '#server/trpc/router.ts';
import { DeadLettersScreen } from './dead-letters-screen.tsx';
import { deadLettersAddress, groupAddress, groupsInput, loadDeadLetterFilter } from './filter.ts';

export const metadata: Metadata = { title: 'Dead letters' };

export default async function DeadLettersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = loadDeadLetterFilter(await searchParams);
  const viewer = await requireRole('support', deadLettersAddress('/admin/dead-letters', filter));
  const helpers = createServerSideHelpers({ router: appRouter, ctx: { viewer, deps: deps() } });
  if (filter.letter !== null) {
    // Whoever links to a letter need not know its group, which may change.
    const found = await helpers.deadLetters.byId.fetch({ id: filter.letter }).catch(() => null);
    if (found !== null)
      redirect(groupAddress(found.letter.signature, { state: 'all', letter: filter.letter }));
  }
  // What cannot be read now is asked for again, and explained, by the browser.
  await Promise.all([
    helpers.deadLetters.groups.prefetchInfinite(groupsInput(filter.state)),
    helpers.deadLetters.replays.prefetch(),
  ]);
  return (
    <HydrationBoundary state={helpers.dehydrate()}>
      <DeadLettersScreen />
    </HydrationBoundary>
  );
}
