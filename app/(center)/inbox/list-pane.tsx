'use client';

import clsx from 'clsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { useOnline } from '#app/components/use-online.ts';
import { useTexts } from '#app/i18n/texts.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { ArrivedPill, EntryList } from './entry-list.tsx';
import { inboxAddress } from './filter.ts';
import { InboxHeader } from './inbox-header.tsx';
import { LoadingEntries, NoEntries } from './list-states.tsx';
import { useCategories } from './use-categories.ts';
import type { useInbox } from './use-inbox.ts';

type Inbox = ReturnType<typeof useInbox>;

/** The list with what narrows it. On a narrow screen it gives way to an open entry. */
export function ListPane({ inbox }: { inbox: Inbox }) {
  const t = useTexts('inbox');
  const { state, feed, unread, places, change, search, readAll, showArrived } = inbox;
  const categories = useCategories(feed.rows, state.category);
  return (
    <div
      className={clsx(
        'min-h-0 min-w-0 flex-col border-line lg:flex lg:border-e',
        state.n === null ? 'flex' : 'hidden',
      )}
    >
      <InboxHeader
        state={state}
        categories={categories}
        unread={unread}
        onChange={change}
        onSearch={search}
        onReadAll={readAll}
      />
      <ConnectionBanner isStale={feed.isStale} onRetry={feed.retry} />
      <section
        ref={places.scroller}
        aria-label={t('list.label')}
        aria-busy={feed.isSwitching}
        className={clsx('relative min-h-0 flex-1 lg:overflow-y-auto', feed.isSwitching && 'opacity-60')}
      >
        <ArrivedPill waiting={feed.waiting} onShow={showArrived} />
        <Entries inbox={inbox} />
      </section>
    </div>
  );
}

function Entries({ inbox }: { inbox: Inbox }) {
  const t = useTexts('inbox');
  const isOnline = useOnline();
  const { state, feed, rows, places, change } = inbox;
  if (feed.hasFailed || (feed.isLoading && !isOnline)) {
    return (
      <div className="p-4">
        <FailedState
          title={t('failed.listTitle')}
          message={t(isOnline ? 'failed.online' : 'failed.offline')}
          onRetry={feed.retry}
          retryLabel={t('failed.retry')}
        />
      </div>
    );
  }
  if (feed.isLoading) return <LoadingEntries />;
  if (rows.length === 0 && !feed.older.exist) {
    return (
      <NoEntries
        state={state}
        onClear={() => change({ q: '', category: null, channel: null })}
        onShowAll={() => change({ tab: 'all' })}
      />
    );
  }
  return (
    <EntryList
      list={places.list}
      rows={rows}
      older={feed.older}
      openId={state.n}
      currentId={inbox.currentId}
      addressOf={(id) => inboxAddress({ ...state, n: id })}
      onOpen={inbox.open}
      onCurrent={inbox.setCurrentId}
      onDeed={inbox.act}
      onKeyDown={inbox.onListKey}
    />
  );
}
