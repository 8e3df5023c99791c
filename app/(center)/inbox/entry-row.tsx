'use client';

import clsx from 'clsx';
import { Archive, ArchiveRestore, type LucideIcon, Mail, MailOpen, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { channelIcons } from '#app/components/channel-icons.ts';
import { useTexts } from '#app/i18n/texts.tsx';
import type { EntryRow as Row } from './entry.ts';
import { ListTime } from './list-time.tsx';
import type { Deed } from './use-marks.ts';

interface Props {
  row: Row;
  href: string;
  isOpen: boolean;
  /** The one row of the list that the tab key stops at. */
  isCurrent: boolean;
  onOpen: (id: string) => void;
  onCurrent: (id: string) => void;
  onDeed: (row: Row, deed: Deed) => void;
}

/** One line of the inbox. State is told by sign, weight and words; colour only repeats it. */
export const EntryRow = memo(function EntryRow(props: Props) {
  const { row, href, isOpen, isCurrent, onOpen, onCurrent, onDeed } = props;
  const t = useTexts('inbox');
  return (
    <li className={clsx('group relative border-b border-line', isOpen ? 'bg-accent-soft' : 'hover:bg-hover')}>
      <a
        href={href}
        data-row={row.id}
        tabIndex={isCurrent ? 0 : -1}
        aria-current={isOpen ? 'true' : undefined}
        onFocus={() => onCurrent(row.id)}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
          event.preventDefault();
          onOpen(row.id);
        }}
        className="grid grid-cols-[0.5rem_minmax(0,1fr)] gap-x-3 px-4 py-3 outline-offset-[-2px]"
      >
        <span className="flex h-5.5 items-center">
          {row.unread && <span aria-hidden className="size-2 rounded-full bg-accent" />}
        </span>
        <span className="grid min-w-0 gap-0.5">
          <span className="flex min-w-0 items-baseline justify-between gap-3">
            <span className={clsx('truncate', row.unread ? 'font-semibold text-ink' : 'text-ink-soft')}>
              {row.unread && <span className="sr-only">{t('row.unread')}: </span>}
              <Title row={row} />
            </span>
            <ListTime at={row.at} className="shrink-0 text-xs text-ink-faint numeric" />
          </span>
          {row.preview !== null && <span className="truncate text-sm text-ink-soft">{row.preview}</span>}
          <Facts row={row} />
        </span>
      </a>
      <span className="absolute end-2 bottom-1.5 hidden gap-0.5 rounded-md border border-line bg-raised p-0.5 shadow-rest group-hover:pointer-fine:flex">
        {/* For the mouse alone: by keyboard there are keys for both, and buttons beside the open entry. */}
        <RowButton
          icon={row.unread ? MailOpen : Mail}
          label={t(row.unread ? 'deed.read' : 'deed.unread')}
          onPress={() => onDeed(row, row.unread ? 'markRead' : 'markUnread')}
        />
        <RowButton
          icon={row.archived ? ArchiveRestore : Archive}
          label={t(row.archived ? 'deed.unarchive' : 'deed.archive')}
          onPress={() => onDeed(row, row.archived ? 'unarchive' : 'archive')}
        />
      </span>
    </li>
  );
});

/** What an entry is called; without a subject, by the way it came. */
export function Title({ row }: { row: Pick<Row, 'title' | 'erased' | 'reach'> }) {
  const t = useTexts('inbox');
  if (row.title !== null) return <bdi>{row.title}</bdi>;
  return row.erased ? t('row.erased') : t('row.untitled', { channel: row.reach[0]?.channel ?? 'other' });
}

/** The category as people read it; what the host calls otherwise is shown as it is. */
export function useCategoryName(): (category: string) => string {
  const t = useTexts('inbox');
  return (category) => {
    const key = `category.${category}`;
    // Safe: `has` says that there is a text of this name.
    return t.has(key as 'category.security') ? t(key as 'category.security') : category;
  };
}

const lost: ReadonlySet<Row['reach'][number]['state']> = new Set(['returned', 'returned_for_now', 'failed']);

function Facts({ row }: { row: Row }) {
  const t = useTexts('inbox');
  const categoryName = useCategoryName();
  const isLost = row.reach.length > 0 && row.reach.every(({ state }) => lost.has(state));
  const isHeldBack = row.reach.length > 0 && row.reach.every(({ state }) => state === 'held_back');
  return (
    <span className="mt-0.5 flex min-w-0 items-center gap-x-2.5 overflow-hidden text-xs whitespace-nowrap text-ink-faint">
      {row.isCritical && (
        <span className="flex items-center gap-1 font-medium text-warn">
          <TriangleAlert aria-hidden className="size-3.5" />
          {t('row.important')}
        </span>
      )}
      {row.category !== null && <span className="truncate">{categoryName(row.category)}</span>}
      <span className="flex items-center gap-1.5">
        {row.reach.map(({ channel, state }) => {
          const Icon = channelIcons[channel];
          const isOff = state === 'held_back' || lost.has(state);
          return (
            <span key={channel} title={`${t(`channel.${channel}`)}: ${t(`reach.${state}`)}`} className="flex">
              <Icon aria-hidden className={clsx('size-3.5', isOff && 'opacity-70')} />
              {isOff && (
                <span aria-hidden className="-ms-1 text-2xs leading-none font-bold">
                  ✕
                </span>
              )}
              <span className="sr-only">
                {t(`channel.${channel}`)}: {t(`reach.${state}`)}
              </span>
            </span>
          );
        })}
      </span>
      {(isLost || isHeldBack) && (
        <span className={clsx('font-medium', isLost ? 'text-bad' : 'text-ink-soft')}>
          {t(isLost ? 'row.failed' : 'row.notSent')}
        </span>
      )}
    </span>
  );
}

function RowButton({ icon: Icon, label, onPress }: { icon: LucideIcon; label: string; onPress: () => void }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={label}
      title={label}
      onClick={onPress}
      className="grid size-7 place-items-center rounded-sm text-ink-soft hover:bg-hover hover:text-ink"
    >
      <Icon aria-hidden className="size-4" />
    </button>
  );
}
