import { HydrationBoundary } from '@tanstack/react-query';
import { createServerSideHelpers } from '@trpc/react-query/server';
import { TRPCError } from '@trpc/server';
import type { Metadata } from 'next';
import { requireRole } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { appRouter } from '#server/trpc/router.ts';
import { MessageScreen } from './message-screen.tsx';

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Message ${idOf(await params)}` };
}

export default async function MessagePage({ params }: Props) {
  const { id: segment } = await params;
  const id = idOf({ id: segment });
  const viewer = await requireRole('support', `/admin/messages/${encodeURIComponent(id)}`);
  const helpers = createServerSideHelpers({ router: appRouter, ctx: { viewer, deps: deps() } });
  // What cannot be read now is asked for again, and explained, by the browser.
  const [isUnknown] = await Promise.all([
    helpers.messages.byId.fetch({ id }).then(() => false, meansUnknown),
    helpers.messages.timeline.prefetch({ id }),
  ]);
  return (
    <HydrationBoundary state={helpers.dehydrate()}>
      <MessageScreen id={id} startsUnknown={isUnknown} />
    </HydrationBoundary>
  );
}

function meansUnknown(error: unknown): boolean {
  return error instanceof TRPCError && error.code === 'NOT_FOUND';
}

/** The segment as it was written into the address, where it can be read at all. */
function idOf({ id }: { id: string }): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
