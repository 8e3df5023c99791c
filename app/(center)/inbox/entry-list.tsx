'use client';

import { ArrowUp } from 'lucide-react';
import type { KeyboardEvent, RefObject } from 'react';
import { Button } from '#app/components/button.tsx';
import { useNow } from '#app/components/clock.tsx';
import { usePageLocale, useTexts } from '#app/i18n/texts.tsx';
import { regional } from '#app/i18n/time-text.ts';
import { byDay, dayOf, daysBefore } from './days.ts';
import type { EntryRow as Row } from './entry.ts';
import { EntryRow } from './entry-row.tsx';
import type { useInboxFeed } from './use-inbox-feed.ts';
import type { Deed } from './use-marks.ts';
import { useZone } from './zone.tsx';

interface Props {
  list: RefObject<HTMLDivElement | null>;
  rows: readonly Row[];
  older: ReturnType<typeof useInboxFeed>['older'];
  openId: string | null;
  currentId: string | null;
  addressOf: (id: string) => string;
  onOpen: (id: string) => void;
  onCurrent: (id: string) => void;
  onDeed: (row: Row, deed: Deed) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** The entries by day. The tab key stops at one of them; keys move among them. */
export function EntryList({ list, rows, older, openId, currentId, addressOf, onKeyDown, ...on }: Props) {
  const t = useTexts('inbox');
  const zone = useZone();
  const stop = rows.some(({ id }) => id === currentId) ? currentId : (rows[0]?.id ?? null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys act on the links within, which have the focus.
    <div ref={list} onKeyDown={onKeyDown}>
      {byDay(rows, zone).map(({ day, entries }) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <h2
            id={`day-${day}`}
            className="border-b border-line bg-sunken px-4 py-1.5 text-xs font-medium text-ink-soft"
          >
            <DayName day={day} />
          </h2>
          <ul>
            {entries.map((row) => (
              <EntryRow
                key={row.id}
                row={row}
                href={addressOf(row.id)}
                isOpen={row.id === openId}
                isCurrent={row.id === stop}
                {...on}
              />
            ))}
          </ul>
        </section>
      ))}
      <div className="grid justify-items-center gap-2 py-5">
        {older.failed && (
          <p role="alert" className="text-sm text-bad">
            {t('list.olderFailed')}
          </p>
        )}
        {older.exist ? (
          <Button onClick={older.load} aria-disabled={older.isLoading}>
            {older.isLoading ? t('list.loadingOlder') : older.failed ? t('failed.retry') : t('list.older')}
          </Button>
        ) : (
          <p className="text-xs text-ink-faint">{t('list.end')}</p>
        )}
      </div>
    </div>
  );
}

/** Says how many arrived, over the list and without moving it; pressing it lets them in. */
export function ArrivedPill({ waiting, onShow }: { waiting: number; onShow: () => void }) {
  const t = useTexts('inbox');
  return (
    <div role="status" className="sticky top-16 z-20 flex h-0 justify-center lg:top-3">
      {waiting > 0 && (
        <button
          type="button"
          onClick={onShow}
          className="flex h-8 translate-y-2 items-center gap-1.5 rounded-full bg-solid px-3.5 text-sm font-medium whitespace-nowrap text-on-solid shadow-pop hover:bg-solid-hover"
        >
          <ArrowUp aria-hidden className="size-4" />
          {t('list.arrived', { count: waiting })}
        </button>
      )}
    </div>
  );
}

function DayName({ day }: { day: string }) {
  const t = useTexts('inbox');
  const locale = usePageLocale();
  const today = dayOf(useNow(), useZone());
  const before = daysBefore(day, today);
  if (before === 0) return t('list.today');
  if (before === 1) return t('list.yesterday');
  const isThisYear = day.slice(0, 4) === today.slice(0, 4);
  return new Intl.DateTimeFormat(regional(locale), {
    ...{ weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' },
    ...(isThisYear ? {} : { year: 'numeric' }),
  }).format(new Date(day));
}
