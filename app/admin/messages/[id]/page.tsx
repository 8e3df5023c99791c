import { HydrationBoundary } from '@tanstack/react-query';
import { createServerSideHelpers } from '@trpc/react-query/server';
import { TRPCError } from '@trpc/server';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { requireRole } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { appRouter } from '#server/trpc/router.ts';
import { MessageScreen } from './message-screen.tsx';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: Pick<Props, 'params'>): Promise<Metadata> {
  return { title: `Message ${idOf(await params)}` };
}

export default async function MessagePage({ params, searchParams }: Props) {
  const { id: segment } = await params;
  const id = idOf({ id: segment });
  const viewer = await requireRole('support', `/admin/messages/${encodeURIComponent(id)}`);
  const helpers = createServerSideHelpers({ router: appRouter, ctx: { viewer, deps: deps() } });
  // What cannot be read now is asked for again, and explained, by the browser.
  const [found] = await Promise.all([
    helpers.messages.byId.fetch({ id }).then(
      (message) => ({ id: message.id, isUnknown: false }),
      (error) => ({ id, isUnknown: meansUnknown(error) }),
    ),
    helpers.messages.timeline.prefetch({ id }),
  ]);
  if (found.id !== id) redirect(messageAddress(found.id, await searchParams));
  return (
    <HydrationBoundary state={helpers.dehydrate()}>
      <MessageScreen id={id} startsUnknown={found.isUnknown} />
    </HydrationBoundary>
  );
}

/** An id that was derived from the provider's leads to the message under our own, once that is known. */
function messageAddress(id: string, { order }: SearchParams): string {
  const address = `/admin/messages/${encodeURIComponent(id)}`;
  return typeof order === 'string' ? `${address}?${new URLSearchParams({ order })}` : address;
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
