'use client';

import { Eraser } from 'lucide-react';
import { useState } from 'react';
import { Card } from '#app/components/card.tsx';
import { EmptyState } from '#app/components/empty-state.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { Older } from '#app/components/older.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { trpc } from '#app/components/trpc.ts';
import { DecideDialog } from './decide-dialog.tsx';
import { type Deed, type Wish, WishRow } from './wish-row.tsx';

/** Who wishes to be erased, and what became of earlier wishes. */
export function ErasuresScreen() {
  const [asked, setAsked] = useState<{ wish: Wish; deed: Deed } | null>(null);
  return (
    <div className="mx-auto grid w-full max-w-[64rem] gap-6 px-4 py-5 sm:px-6">
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold tracking-tight">Erasures</h1>
        <p className="max-w-prose text-sm text-ink-soft text-pretty">
          People ask for these at “My data”. Confirming destroys the keys of everything that names them:
          events stay, and what they said about the person is unreadable for good. Suppressions are kept to by
          the hash of the address.
        </p>
      </div>
      <Wishes
        which="waiting"
        title="Waiting for a decision"
        onDecide={(wish, deed) => setAsked({ wish, deed })}
      />
      <Wishes which="over" title="Decided" onDecide={null} />
      {asked !== null && <DecideDialog wish={asked.wish} deed={asked.deed} onClose={() => setAsked(null)} />}
    </div>
  );
}

interface WishesProps {
  which: 'waiting' | 'over';
  title: string;
  onDecide: ((wish: Wish, deed: Deed) => void) | null;
}

function Wishes({ which, title, onDecide }: WishesProps) {
  const found = trpc.erasure.list.useInfiniteQuery(
    { which },
    { getNextPageParam: (page) => page.nextCursor, meta: { live: 'erasures' } },
  );
  const wishes = found.data?.pages.flatMap((page) => page.erasures) ?? [];
  // Nothing decided yet is nothing to tell.
  if (which === 'over' && found.data !== undefined && wishes.length === 0) return null;
  return (
    <section aria-labelledby={`${which}-title`} className="grid gap-2.5">
      <h2 id={`${which}-title`} className="text-lg font-semibold tracking-tight">
        {title}
      </h2>
      {found.data !== undefined ? (
        <WishList wishes={wishes} label={title} onDecide={onDecide} />
      ) : found.error === null ? (
        <Loading />
      ) : (
        <FailedState
          title="The wishes could not be read"
          message={found.error.message}
          onRetry={() => void found.refetch()}
        />
      )}
      {wishes.length > 0 && (
        <Older
          exist={found.hasNextPage}
          isLoading={found.isFetchingNextPage}
          failed={found.isFetchNextPageError}
          load={() => void found.fetchNextPage()}
          end={wishes.length === 1 ? 'That is all: 1 wish.' : `That is all: ${wishes.length} wishes.`}
        />
      )}
    </section>
  );
}

function WishList({
  wishes,
  label,
  onDecide,
}: Pick<WishesProps, 'onDecide'> & { wishes: readonly Wish[]; label: string }) {
  if (wishes.length === 0) {
    return (
      <Card>
        <EmptyState icon={Eraser} title="Nobody is waiting">
          <p>Whoever asks to be erased stands here until you confirm or refuse.</p>
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card className="overflow-hidden">
      <ul aria-label={label}>
        {wishes.map((wish) => (
          <li key={wish.erasureId} className="border-t border-line px-4 py-3.5 first:border-t-0">
            <WishRow wish={wish} onDecide={onDecide} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Loading() {
  return (
    <Card aria-busy="true" className="grid gap-2 px-4 py-5">
      <p role="status" className="sr-only">
        Loading wishes
      </p>
      <Skeleton className="h-3.5 w-48 max-w-full" />
      <Skeleton className="h-3 w-80 max-w-full" />
    </Card>
  );
}
