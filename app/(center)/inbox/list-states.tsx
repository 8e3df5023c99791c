'use client';

import { Archive, CheckCheck, Inbox, SearchX } from 'lucide-react';
import { Button } from '#app/components/button.tsx';
import { EmptyState } from '#app/components/empty-state.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { useTexts } from '#app/i18n/texts.tsx';
import { type InboxState, isFiltered } from './filter.ts';

const placeholders = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** Stands in for the list in its shape until it is there. */
export function LoadingEntries() {
  const t = useTexts('inbox');
  return (
    <div aria-busy="true">
      <p role="status" className="sr-only">
        {t('list.loading')}
      </p>
      <div className="h-7.5 border-b border-line bg-sunken" />
      {placeholders.map((key) => (
        <div key={key} className="grid gap-2 border-b border-line px-4 py-3 ps-9">
          <Skeleton className="h-4 w-3/5" />
          <Skeleton className="h-3.5 w-11/12" />
          <Skeleton className="h-3 w-24" />
        </div>
      ))}
    </div>
  );
}

interface EmptyProps {
  state: InboxState;
  onClear: () => void;
  onShowAll: () => void;
}

/** Nothing to show, for one of four reasons, each with its own way on. */
export function NoEntries({ state, onClear, onShowAll }: EmptyProps) {
  const t = useTexts('inbox');
  if (isFiltered(state)) {
    return (
      <EmptyState
        icon={SearchX}
        title={t('empty.hiddenTitle')}
        actions={<Button onClick={onClear}>{t('empty.clear')}</Button>}
      >
        <p>{t('empty.hidden')}</p>
      </EmptyState>
    );
  }
  if (state.tab === 'all') {
    return (
      <EmptyState icon={Inbox} title={t('empty.nothingTitle')}>
        <p>{t('empty.nothing')}</p>
      </EmptyState>
    );
  }
  const isUnread = state.tab === 'unread';
  return (
    <EmptyState
      icon={isUnread ? CheckCheck : Archive}
      title={t(isUnread ? 'empty.readTitle' : 'empty.archivedTitle')}
      actions={<Button onClick={onShowAll}>{t('empty.showAll')}</Button>}
    >
      <p>{t(isUnread ? 'empty.read' : 'empty.archived')}</p>
    </EmptyState>
  );
}
