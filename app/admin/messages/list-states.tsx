'use client';

import { MailSearch, RadioTower, SearchX } from 'lucide-react';
import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { CopyButton } from '#app/components/copy-button.tsx';
import { EmptyState } from '#app/components/empty-state.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import type { MessageFilterState } from './filter.ts';
import { rowGrid } from './message-row.tsx';

export interface Endpoint {
  readonly name: string;
  readonly url: string;
}

const placeholders = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** Stands in for the list in its shape until it is there. */
export function LoadingList() {
  return (
    <Card className="@container overflow-hidden" aria-busy="true">
      <p role="status" className="sr-only">
        Loading messages
      </p>
      {placeholders.map((key) => (
        <div
          key={key}
          className={`grid h-14 gap-2 border-t border-line px-4 first:border-t-0 @max-[54rem]:content-center ${rowGrid}`}
        >
          <Skeleton className="h-3.5 w-4/5" />
          <Skeleton className="h-3.5 w-3/5" />
          <Skeleton className="h-3.5 w-16 @max-[54rem]:hidden" />
          <Skeleton className="h-5 w-28 @max-[54rem]:hidden" />
          <Skeleton className="h-3.5 w-20 @max-[54rem]:hidden" />
          <Skeleton className="ml-auto h-3.5 w-16 @max-[54rem]:hidden" />
        </div>
      ))}
    </Card>
  );
}

interface EmptyListProps {
  filter: MessageFilterState;
  masked: boolean;
  endpoints: readonly Endpoint[];
  onChange: (filter: Partial<MessageFilterState>) => void;
}

/** Nothing to show, for one of three reasons, each with its own way on. */
export function EmptyList({ filter, masked, endpoints, onChange }: EmptyListProps) {
  if (filter.q === '' && filter.status.length === 0) return <NothingYet endpoints={endpoints} />;
  const isSearch = filter.q !== '';
  return (
    <Card>
      <EmptyState
        icon={isSearch ? SearchX : MailSearch}
        title={isSearch ? 'Nothing found' : 'No message has this status'}
        actions={
          <>
            {filter.status.length > 0 && (
              <Button onClick={() => onChange({ status: [] })}>Show all statuses</Button>
            )}
            {isSearch && <Button onClick={() => onChange({ q: '' })}>Clear search</Button>}
          </>
        }
      >
        {isSearch ? (
          <SearchAdvice filter={filter} masked={masked} />
        ) : (
          <p>Messages are there, but none that fits the filter.</p>
        )}
      </EmptyState>
    </Card>
  );
}

function SearchAdvice({ filter, masked }: { filter: MessageFilterState; masked: boolean }) {
  return (
    <>
      <p>
        No recipient and no id {masked ? 'is' : 'begins with'}{' '}
        <b className="font-medium text-ink">{filter.q}</b>
        {filter.status.length > 0 && ' among the chosen statuses'}.
      </p>
      <p>
        {masked
          ? 'Your role sees addresses masked, so an address has to be typed whole.'
          : 'An address is found from its first letters on, an id from its first six characters.'}
      </p>
    </>
  );
}

function NothingYet({ endpoints }: { endpoints: readonly Endpoint[] }) {
  return (
    <Card>
      <EmptyState icon={RadioTower} title="Listening. Nothing heard yet">
        <p>
          Point a provider’s event webhook at its address here. Every message it reports on appears by itself;
          nothing in your sending code changes.
        </p>
        <ul className="grid w-full min-w-0 gap-1.5 text-left">
          {endpoints.map(({ name, url }) => (
            <li key={url} className="grid rounded-md border border-line bg-sunken py-1.5 pr-1.5 pl-3">
              <span className="text-xs font-medium text-ink-soft">{name}</span>
              <span className="flex min-w-0 items-center justify-between gap-2">
                <code className="min-w-0 font-mono text-xs text-ink">{url}</code>
                <CopyButton text={url} what={`webhook address of ${name}`} />
              </span>
            </li>
          ))}
        </ul>
      </EmptyState>
    </Card>
  );
}
