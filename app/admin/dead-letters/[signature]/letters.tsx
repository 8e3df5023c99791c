'use client';

import { keepPreviousData } from '@tanstack/react-query';
import clsx from 'clsx';
import { useQueryStates } from 'nuqs';
import { type MouseEvent, useRef } from 'react';
import { Button } from '#app/components/button.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { trpc } from '#app/components/trpc.ts';
import { deadLetterParsers, lettersInput } from '../filter.ts';
import { StateFilter } from '../state-filter.tsx';
import { LetterList } from './letter-list.tsx';
import { LetterPane } from './letter-pane.tsx';

/** The letters of a group beside the one that is looked at; where there is little room, one or the other. */
export function Letters({ signature }: { signature: string }) {
  const [{ state, letter }, setFilter] = useQueryStates(deadLetterParsers, { history: 'push' });
  const pane = useRef<HTMLHeadingElement>(null);
  const found = trpc.deadLetters.letters.useInfiniteQuery(lettersInput(signature, state), {
    getNextPageParam: (page) => page.nextCursor,
    meta: { live: 'dead-letters' },
    placeholderData: keepPreviousData,
  });
  const letters = found.data?.pages.flatMap((page) => page.letters) ?? [];
  const shown = letter ?? letters[0]?.id ?? null;
  const open = (id: string, click: MouseEvent) => {
    // With a key held, the browser opens the link elsewhere.
    if (click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return;
    click.preventDefault();
    void setFilter({ letter: id }).then(() => pane.current?.focus());
  };
  if (found.data === undefined) {
    if (found.error === null) return <LoadingLetters />;
    const retry = () => void found.refetch();
    return (
      <FailedState title="The letters could not be read" message={found.error.message} onRetry={retry} />
    );
  }
  return (
    <div className="grid gap-x-6 gap-y-4 lg:grid-cols-[20rem_minmax(0,1fr)]">
      <section
        aria-labelledby="letters"
        className={clsx('grid content-start gap-3', letter !== null && 'max-lg:hidden')}
      >
        <h2 id="letters" className="text-base font-semibold">
          Letters
        </h2>
        <StateFilter chosen={state} onChoose={(next) => void setFilter({ state: next, letter: null })} />
        <LetterList
          signature={signature}
          state={state}
          letters={letters}
          shown={shown}
          isSwitching={found.isPlaceholderData}
          onOpen={open}
          older={{
            exist: found.hasNextPage && !found.isPlaceholderData,
            isLoading: found.isFetchingNextPage,
            failed: found.isFetchNextPageError,
            load: () => void found.fetchNextPage(),
          }}
        />
      </section>
      {shown !== null && (
        <div className={clsx('grid min-w-0 content-start gap-3', letter === null && 'max-lg:hidden')}>
          <Button
            variant="secondary"
            size="sm"
            className="justify-self-start lg:hidden"
            onClick={() => void setFilter({ letter: null })}
          >
            All letters of this group
          </Button>
          <LetterPane
            key={shown}
            id={shown}
            heading={pane}
            onReplay={() => void setFilter({ letter: shown }, { history: 'replace' })}
          />
        </div>
      )}
    </div>
  );
}

function LoadingLetters() {
  return (
    <div aria-busy="true" className="grid gap-6 lg:grid-cols-[20rem_minmax(0,1fr)]">
      <p role="status" className="sr-only">
        Loading letters
      </p>
      <Skeleton className="h-64 rounded-lg" />
      <Skeleton className="h-96 rounded-lg max-lg:hidden" />
    </div>
  );
}
