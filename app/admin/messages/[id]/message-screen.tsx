'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { BackLink } from '#app/components/back-link.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { LiveIndicator } from '#app/components/live-indicator.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { trpc } from '#app/components/trpc.ts';
import { MessageFacts } from './message-facts.tsx';
import { MessageHeader } from './message-header.tsx';
import { Timeline } from './timeline.tsx';
import { UnknownMessage } from './unknown-message.tsx';

const live = { live: 'messages' };

/** One message: what became of it, and everything that was heard about it. */
export function MessageScreen({ id, startsUnknown }: { id: string; startsUnknown: boolean }) {
  const message = trpc.messages.byId.useQuery({ id }, { meta: live, retry: isWorthRetrying });
  const timeline = trpc.messages.timeline.useQuery({ id }, { meta: live });
  const isUnknown = message.error === null ? message.isPending && startsUnknown : isNotFound(message.error);
  const failed = isUnknown ? null : (message.error ?? timeline.error);
  useCanonicalAddress(id, message.data?.id);
  const retry = () => void Promise.all([message.refetch(), timeline.refetch()]);
  return (
    <div className="mx-auto grid w-full max-w-6xl gap-5 px-4 py-5 sm:px-6">
      <div className="flex items-center justify-between gap-4">
        <BackLink href="/admin/messages">Messages</BackLink>
        <LiveIndicator
          updatedAtMs={Math.min(message.dataUpdatedAt, timeline.dataUpdatedAt)}
          failed={failed !== null && message.data !== undefined}
        />
      </div>
      {message.data !== undefined && timeline.data !== undefined ? (
        <>
          <MessageHeader message={message.data} />
          <div className="grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_17.5rem]">
            <Timeline {...timeline.data} notificationId={message.data.notificationId} />
            <MessageFacts message={message.data} />
          </div>
        </>
      ) : isUnknown ? (
        <UnknownMessage />
      ) : (
        <>
          <h1 className="sr-only">Message</h1>
          {failed === null ? (
            <LoadingMessage />
          ) : (
            <FailedState title="The message could not be read" message={failed.message} onRetry={retry} />
          )}
        </>
      )}
    </div>
  );
}

/** Moves on to the message under our own id, should that become known while the page is open. */
function useCanonicalAddress(id: string, canonicalId: string | undefined): void {
  const router = useRouter();
  useEffect(() => {
    if (canonicalId === undefined || canonicalId === id) return;
    const { search, hash } = window.location;
    router.replace(`/admin/messages/${encodeURIComponent(canonicalId)}${search}${hash}`, { scroll: false });
  }, [id, canonicalId, router]);
}

function isNotFound(error: { data?: { code?: string } | null | undefined }): boolean {
  return error.data?.code === 'NOT_FOUND';
}

function isWorthRetrying(failures: number, error: Parameters<typeof isNotFound>[0]): boolean {
  return failures < 1 && !isNotFound(error);
}

function LoadingMessage() {
  return (
    <div aria-busy="true" className="grid gap-4">
      <p role="status" className="sr-only">
        Loading the message
      </p>
      <Skeleton className="h-7 w-72 max-w-full" />
      <Skeleton className="h-4 w-96 max-w-full" />
      {['a', 'b', 'c'].map((key) => (
        <Skeleton key={key} className="h-20 rounded-lg" />
      ))}
    </div>
  );
}
