'use client';

import { BookOpen, Eye, KeyRound, Plus } from 'lucide-react';
import Link from 'next/link';
import { useRef, useState } from 'react';
import { Button, buttonClass } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { EmptyState } from '#app/components/empty-state.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { Older } from '#app/components/older.tsx';
import { Remark } from '#app/components/remark.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { trpc } from '#app/components/trpc.ts';
import { CreateKeyForm } from './create-key-form.tsx';
import { KeyList } from './key-list.tsx';
import { NewKey } from './new-key.tsx';

/** The keys that programs call `/api/v1` with. */
export function ApiKeysScreen() {
  const [isCreating, setCreating] = useState(false);
  const [token, setToken] = useState<string | null>(null);
  const open = useRef<HTMLButtonElement>(null);
  const close = () => {
    setCreating(false);
    setToken(null);
    // What had the focus is gone.
    requestAnimationFrame(() => open.current?.focus());
  };
  return (
    <div className="mx-auto grid w-full max-w-[72rem] gap-5 px-4 py-5 sm:px-6">
      <div className="grid gap-1">
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <h1 className="text-xl font-semibold tracking-tight">API keys</h1>
          <div className="flex flex-wrap gap-2">
            <Link href="/api/docs" className={buttonClass()}>
              <BookOpen aria-hidden className="size-4" />
              API reference
            </Link>
            <Button
              ref={open}
              variant="primary"
              aria-expanded={isCreating}
              onClick={() => setCreating(true)}
              hidden={isCreating || token !== null}
            >
              <Plus aria-hidden className="size-4" />
              New key
            </Button>
          </div>
        </div>
        <p className="max-w-prose text-sm text-ink-soft text-pretty">
          Programs call Earshot with these. Each may do what its scopes say and nothing else.
        </p>
      </div>
      {token !== null ? (
        <NewKey token={token} onDone={close} />
      ) : (
        isCreating && <CreateKeyForm onCreated={setToken} onCancel={close} />
      )}
      <Keys />
      <div className="max-w-prose">
        <Remark icon={Eye}>
          A key reads addresses and everything else in full, where support staff see them masked. Give each
          program a key of its own, with no more scopes than it needs. A revoked key is refused within five
          seconds.
        </Remark>
      </div>
    </div>
  );
}

function Keys() {
  const found = trpc.apiKeys.list.useInfiniteQuery(
    {},
    { getNextPageParam: (page) => page.nextCursor, meta: { live: 'api-keys' } },
  );
  const keys = found.data?.pages.flatMap((page) => page.keys) ?? [];
  if (found.data === undefined) {
    return found.error === null ? (
      <LoadingKeys />
    ) : (
      <FailedState
        title="The keys could not be read"
        message={found.error.message}
        onRetry={() => void found.refetch()}
      />
    );
  }
  if (keys.length === 0) {
    return (
      <Card>
        <EmptyState icon={KeyRound} title="No keys yet">
          <p>Make the first one, and try it in the API reference.</p>
        </EmptyState>
      </Card>
    );
  }
  return (
    <div>
      <KeyList keys={keys} />
      <Older
        exist={found.hasNextPage}
        isLoading={found.isFetchingNextPage}
        failed={found.isFetchNextPageError}
        load={() => void found.fetchNextPage()}
        end={keys.length === 1 ? 'That is all: 1 key.' : `That is all: ${keys.length} keys.`}
      />
    </div>
  );
}

function LoadingKeys() {
  return (
    <Card aria-busy="true" className="overflow-hidden">
      <p role="status" className="sr-only">
        Loading keys
      </p>
      {['a', 'b', 'c'].map((key) => (
        <div key={key} className="grid h-18 content-center gap-2 border-t border-line px-4 first:border-t-0">
          <Skeleton className="h-3.5 w-48 max-w-full" />
          <Skeleton className="h-3 w-80 max-w-full" />
        </div>
      ))}
    </Card>
  );
}
