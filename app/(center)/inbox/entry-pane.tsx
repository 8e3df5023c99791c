'use client';

import {
  Archive,
  ArchiveRestore,
  ArrowLeft,
  Mail,
  MailOpen,
  MailQuestion,
  MousePointerClick,
  X,
} from 'lucide-react';
import { type RefObject, useEffect, useRef } from 'react';
import { Button } from '#app/components/button.tsx';
import { EmptyState } from '#app/components/empty-state.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { trpc } from '#app/components/trpc.ts';
import { useOnline } from '#app/components/use-online.ts';
import { AbsoluteTime, RelativeTime } from '#app/i18n/moment.tsx';
import { useTexts } from '#app/i18n/texts.tsx';
import type { Entry, EntryRow } from './entry.ts';
import { EntryContent } from './entry-content.tsx';
import { Title, useCategoryName } from './entry-row.tsx';
import { Rail } from './rail.tsx';
import type { Deed } from './use-marks.ts';

interface Props {
  id: string | null;
  /** Whether there is anything to choose from. */
  isAnyThere: boolean;
  heading: RefObject<HTMLHeadingElement | null>;
  /** What the person did since the server last said. */
  over: <Row extends EntryRow>(row: Row) => Row;
  onDeed: (row: EntryRow, deed: Deed) => void;
  /** Once for each entry that is opened, when it is there. */
  onOpened: (entry: Entry) => void;
  onClose: () => void;
}

const live = { live: ['inbox', 'messages', 'decisions', 'escalations'] };

/** The entry that is open: what it says, and what was done to tell it. */
export function EntryPane({ id, isAnyThere, heading, over, onDeed, onOpened, onClose }: Props) {
  const t = useTexts('inbox');
  const isOnline = useOnline();
  const query = trpc.inbox.byId.useQuery(
    { id: id ?? '' },
    { enabled: id !== null, meta: live, retry: (failures, error) => failures < 1 && !isUnknown(error) },
  );
  const entry = query.data === undefined ? undefined : over(query.data);
  const opened = useRef<string | null>(null);
  // Who comes by an address of an entry begins at the top of the page.
  const isFirst = useRef(id !== null);
  useEffect(() => {
    if (id === null) {
      opened.current = null;
      isFirst.current = false;
    }
    if (entry === undefined || entry.id !== id || opened.current === id) return;
    opened.current = id;
    if (!isFirst.current) heading.current?.focus({ preventScroll: true });
    isFirst.current = false;
    onOpened(entry);
  }, [entry, id, heading, onOpened]);

  if (id === null) {
    if (!isAnyThere) return null;
    return (
      <EmptyState icon={MousePointerClick} title={t('empty.selectTitle')}>
        <p>{t('empty.select')}</p>
      </EmptyState>
    );
  }
  if (entry !== undefined) {
    return <OpenEntry entry={entry} heading={heading} onDeed={onDeed} onClose={onClose} />;
  }
  if (query.error !== null && isUnknown(query.error)) {
    return (
      <EmptyState
        icon={MailQuestion}
        title={t('failed.unknownTitle')}
        actions={<Button onClick={onClose}>{t('failed.back')}</Button>}
      >
        <p>{t('failed.unknown')}</p>
      </EmptyState>
    );
  }
  if (query.isError || !isOnline) {
    return (
      <div className="p-4">
        <FailedState
          title={t('failed.entryTitle')}
          message={t(isOnline ? 'failed.online' : 'failed.offline')}
          onRetry={() => void query.refetch()}
          retryLabel={t('failed.retry')}
        />
      </div>
    );
  }
  return <LoadingEntry />;
}

function OpenEntry({
  entry,
  heading,
  onDeed,
  onClose,
}: Pick<Props, 'heading' | 'onDeed' | 'onClose'> & { entry: Entry }) {
  const t = useTexts('inbox');
  const categoryName = useCategoryName();
  return (
    <article aria-labelledby="entry" className="grid">
      <div className="sticky top-13 z-10 flex min-h-12 items-center gap-1 border-b border-line bg-canvas px-2 sm:px-4 lg:top-0">
        <Button variant="quiet" size="sm" onClick={onClose} className="lg:hidden">
          <ArrowLeft aria-hidden className="size-4 rtl:-scale-x-100" />
          {t('deed.back')}
        </Button>
        <span className="ms-auto flex gap-1 lg:ms-0">
          <Button
            variant="quiet"
            size="sm"
            aria-keyshortcuts="e"
            onClick={() => onDeed(entry, entry.archived ? 'unarchive' : 'archive')}
          >
            {entry.archived ? (
              <ArchiveRestore aria-hidden className="size-4" />
            ) : (
              <Archive aria-hidden className="size-4" />
            )}
            {t(entry.archived ? 'deed.unarchive' : 'deed.archive')}
          </Button>
          <Button
            variant="quiet"
            size="sm"
            aria-keyshortcuts="u"
            title={t(entry.unread ? 'deed.read' : 'deed.unread')}
            onClick={() => onDeed(entry, entry.unread ? 'markRead' : 'markUnread')}
          >
            {entry.unread ? (
              <MailOpen aria-hidden className="size-4" />
            ) : (
              <Mail aria-hidden className="size-4" />
            )}
            <span className="max-[26rem]:sr-only">{t(entry.unread ? 'deed.read' : 'deed.unread')}</span>
          </Button>
        </span>
        <button
          type="button"
          aria-label={t('deed.close')}
          title={t('deed.close')}
          onClick={onClose}
          className="ms-auto grid size-8 place-items-center rounded-md text-ink-soft hover:bg-hover hover:text-ink max-lg:hidden"
        >
          <X aria-hidden className="size-4" />
        </button>
      </div>
      <div className="grid gap-6 px-4 py-6 sm:px-8">
        <div className="grid gap-1.5">
          <h2
            id="entry"
            ref={heading}
            tabIndex={-1}
            className="max-w-prose text-xl font-semibold tracking-tight text-balance outline-none"
          >
            <Title row={entry} />
          </h2>
          {/* The dot before whatever begins a line is cut off. */}
          <div className="overflow-hidden">
            <ul className="-ms-5 flex flex-wrap items-center text-sm text-ink-soft *:before:inline-block *:before:w-5 *:before:text-center *:before:content-['·']">
              {entry.isCritical && <li className="font-medium text-warn">{t('row.important')}</li>}
              {entry.category !== null && <li>{categoryName(entry.category)}</li>}
              <li>
                <RelativeTime at={entry.at} />
              </li>
              <li>
                <AbsoluteTime at={entry.at} />
              </li>
            </ul>
          </div>
        </div>
        <EntryContent entry={entry} />
        <hr className="border-line" />
        <Rail steps={entry.rail} />
      </div>
    </article>
  );
}

function LoadingEntry() {
  const t = useTexts('inbox');
  return (
    <div aria-busy="true" className="grid">
      <p role="status" className="sr-only">
        {t('entry.loading')}
      </p>
      <div className="h-12 border-b border-line" />
      <div className="grid gap-6 px-4 py-6 sm:px-8">
        <div className="grid gap-2.5">
          <Skeleton className="h-6 w-3/5" />
          <Skeleton className="h-4 w-2/5" />
        </div>
        <div className="grid gap-2.5">
          <Skeleton className="h-4 w-full max-w-prose" />
          <Skeleton className="h-4 w-4/5 max-w-prose" />
        </div>
        <Skeleton className="h-24 w-full max-w-prose rounded-lg" />
      </div>
    </div>
  );
}

function isUnknown(error: { data?: { code?: string } | null | undefined }): boolean {
  return error.data?.code === 'NOT_FOUND' || error.data?.code === 'BAD_REQUEST';
}
