'use client';

import { keepPreviousData } from '@tanstack/react-query';
import clsx from 'clsx';
import { EyeOff, SearchX, ShieldCheck } from 'lucide-react';
import { useQueryState } from 'nuqs';
import { useId } from 'react';
import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { EmptyState } from '#app/components/empty-state.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { LiveIndicator } from '#app/components/live-indicator.tsx';
import { Older } from '#app/components/older.tsx';
import { Remark } from '#app/components/remark.tsx';
import { Select } from '#app/components/select.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { trpc } from '#app/components/trpc.ts';
import { refusedInput, refusedParsers } from './filter.ts';
import { RefusedTable } from './refused-table.tsx';

/** No read model announces a refusal, so the page looks by itself. */
const LOOK_MS = 10_000;

/** The security log: what knocked at the webhook endpoints and was turned away. */
export function RefusedScreen() {
  const [provider, setProvider] = useQueryState(
    'provider',
    refusedParsers.provider.withOptions({ history: 'push' }),
  );
  const found = trpc.refusedWebhooks.list.useInfiniteQuery(refusedInput(provider), {
    getNextPageParam: (page) => page.nextCursor,
    meta: { live: 'refused-webhooks' },
    refetchInterval: LOOK_MS,
    placeholderData: keepPreviousData,
  });
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <div className="mx-auto grid w-full max-w-[100rem] gap-5 px-4 py-5 sm:px-6">
      <div className="grid gap-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <h1 className="text-xl font-semibold tracking-tight">Refused webhooks</h1>
          <LiveIndicator
            updatedAtMs={found.dataUpdatedAt}
            failed={found.isError && found.data !== undefined}
          />
        </div>
        <p className="max-w-prose text-sm text-ink-soft text-pretty">
          Requests to the webhook addresses that were turned away. None of them was read, so none changed what
          is known about any message.
        </p>
      </div>
      <div className="grid gap-3">
        <ProviderFilter
          chosen={provider}
          providers={found.data?.pages[0]?.providers ?? []}
          onChoose={(next) => void setProvider(next)}
        />
        {found.data === undefined ? (
          found.error === null ? (
            <LoadingRefused />
          ) : (
            <FailedState
              title="The security log could not be read"
              message={found.error.message}
              onRetry={() => void found.refetch()}
            />
          )
        ) : rows.length === 0 ? (
          <NothingRefused isFiltered={provider !== null} onShowAll={() => void setProvider(null)} />
        ) : (
          <div>
            <Card
              className={clsx(
                '@container overflow-hidden transition-opacity',
                found.isPlaceholderData && 'opacity-60',
              )}
            >
              <RefusedTable rows={rows} />
            </Card>
            <Older
              exist={found.hasNextPage && !found.isPlaceholderData}
              isLoading={found.isFetchingNextPage}
              failed={found.isFetchNextPageError}
              load={() => void found.fetchNextPage()}
              end="That is all. What is older than 90 days is forgotten."
            />
          </div>
        )}
      </div>
      <div className="max-w-prose">
        <Remark icon={EyeOff}>
          Nothing personal is kept here, and nothing of what was sent. The origin is a keyed hash of the
          caller’s network: it tells one caller from another, not who they are.
        </Remark>
      </div>
    </div>
  );
}

interface ProviderFilterProps {
  chosen: string | null;
  providers: readonly { readonly id: string; readonly name: string }[];
  onChoose: (provider: string | null) => void;
}

function ProviderFilter({ chosen, providers, onChoose }: ProviderFilterProps) {
  const id = useId();
  return (
    <div className="flex max-w-80 items-center gap-2.5">
      <label htmlFor={id} className="text-sm text-ink-soft">
        Provider
      </label>
      <Select id={id} value={chosen ?? ''} onChange={(event) => onChoose(event.target.value || null)}>
        <option value="">All</option>
        {providers.map(({ id: value, name }) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
        <option value="unknown">Unknown</option>
      </Select>
    </div>
  );
}

function NothingRefused({ isFiltered, onShowAll }: { isFiltered: boolean; onShowAll: () => void }) {
  return (
    <Card>
      {isFiltered ? (
        <EmptyState
          icon={SearchX}
          title="Nothing was refused for this provider"
          actions={<Button onClick={onShowAll}>Show all providers</Button>}
        >
          <p>Its requests of the last 90 days were all taken, or there were none.</p>
        </EmptyState>
      ) : (
        <EmptyState icon={ShieldCheck} title="Nothing was refused">
          <p>
            A request with a wrong, old or missing signature is answered with 401 or 403 and lands here,
            counted by hour. To see one, post anything without a signature to a webhook address.
          </p>
        </EmptyState>
      )}
    </Card>
  );
}

function LoadingRefused() {
  return (
    <Card aria-busy="true" className="overflow-hidden">
      <p role="status" className="sr-only">
        Loading refused webhooks
      </p>
      {['a', 'b', 'c', 'd'].map((key) => (
        <div key={key} className="grid h-16 content-center gap-2 border-t border-line px-4 first:border-t-0">
          <Skeleton className="h-3.5 w-64 max-w-full" />
          <Skeleton className="h-3 w-96 max-w-full" />
        </div>
      ))}
    </Card>
  );
}
