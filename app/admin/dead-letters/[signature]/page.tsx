import { HydrationBoundary } from '@tanstack/react-query';
import { createServerSideHelpers } from '@trpc/react-query/server';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { requireRole } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { appRouter } from '#server/trpc/router.ts';
import { groupAddress, lettersInput, loadDeadLetterFilter } from '../filter.ts';
import { GroupScreen } from './group-screen.tsx';

export const metadata: Metadata = { title: 'A group of dead letters' };

interface Props {
  params: Promise<{ signature: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function DeadLetterGroupPage({ params, searchParams }: Props) {
  const { signature } = await params;
  const { state, letter } = loadDeadLetterFilter(await searchParams);
  const address = groupAddress(signature, { state, ...(letter === null ? {} : { letter }) });
  const viewer = await requireRole('support', address);
  const helpers = createServerSideHelpers({ router: appRouter, ctx: { viewer, deps: deps() } });
  const showLetter = async () => {
    const found = await helpers.deadLetters.letters.fetchInfinite(lettersInput(signature, state));
    const id = letter ?? found.pages[0]?.letters[0]?.id;
    if (id !== undefined) await helpers.deadLetters.byId.prefetch({ id });
  };
  // What cannot be read now is asked for again, and explained, by the browser.
  await Promise.all([
    helpers.deadLetters.group.prefetch({ signature }),
    helpers.deadLetters.replays.prefetch(),
    showLetter().catch(() => undefined),
  ]);
  return (
    <HydrationBoundary state={helpers.dehydrate()}>
      <GroupScreen signature={signature} />
    </HydrationBoundary>
  );
}
