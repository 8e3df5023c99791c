'use client';

import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { trpc } from '#app/components/trpc.ts';
import { AbsoluteTime } from '#app/i18n/moment.tsx';
import { useTexts } from '#app/i18n/texts.tsx';
import type { GridView } from '#server/trpc/preference-views.ts';
import type { HistoryPage } from './own-rows.ts';
import { useCategoryTitle, useMoment } from './words.ts';

type Change = HistoryPage['changes'][number];

/** What was changed, when, and by which way. */
export function HistoryCard({
  initial,
  categories,
}: {
  initial: HistoryPage;
  categories: GridView['categories'];
}) {
  const t = useTexts('preferences');
  const history = trpc.preferences.history.useInfiniteQuery(
    {},
    {
      initialCursor: null,
      getNextPageParam: (page) => page.nextCursor,
      initialData: { pages: [initial], pageParams: [null] },
      meta: { live: 'preferences' },
    },
  );
  const changes = history.data.pages.flatMap((page) => page.changes);
  return (
    <section aria-labelledby="history-title" className="grid gap-2.5">
      <h2 id="history-title" className="mt-2 text-lg font-semibold tracking-tight">
        {t('history.title')}
      </h2>
      {changes.length === 0 ? (
        <p className="text-ink-soft">{t('history.none')}</p>
      ) : (
        <Card>
          <ol className="divide-y divide-line">
            {changes.map((change) => (
              <li
                key={change.id}
                className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5 px-4 py-3 sm:px-5"
              >
                <span className="min-w-0">
                  <ChangeWords change={change.change} categories={categories} />
                </span>
                <span className="text-sm text-ink-soft">
                  {t(`history.way.${change.way}`)}
                  {' · '}
                  <AbsoluteTime at={change.at} className="numeric" />
                </span>
              </li>
            ))}
          </ol>
        </Card>
      )}
      {history.error !== null && (
        <p role="alert" className="text-sm text-bad">
          {t('history.failed')} {history.error.message}
        </p>
      )}
      {history.hasNextPage && (
        <Button
          className="justify-self-start"
          aria-disabled={history.isFetchingNextPage || undefined}
          onClick={() => void history.fetchNextPage()}
        >
          {t('history.older')}
        </Button>
      )}
    </section>
  );
}

type PartsOf<Type extends Change['change']['type']> = Extract<Change['change'], { type: Type }>['data'];

function ChangeWords({
  change: { type, data },
  categories,
}: {
  change: Change['change'];
  categories: GridView['categories'];
}) {
  const t = useTexts('preferences');
  const moment = useMoment();
  switch (type) {
    case 'PreferenceChanged':
      return <SwitchWords data={data} categories={categories} />;
    case 'AllPaused':
      return data.until === null
        ? t('history.paused')
        : t('history.pausedUntil', { when: moment(data.until) });
    case 'AllResumed':
      return t('history.resumed');
    case 'QuietHoursChanged':
      return data.quietHours === null
        ? t('history.noQuietHours')
        : t('history.quietHours', { ...data.quietHours, zone: data.quietHours.timeZone });
  }
}

function SwitchWords({
  data: { category, channel, enabled },
  categories,
}: {
  data: PartsOf<'PreferenceChanged'>;
  categories: GridView['categories'];
}) {
  const t = useTexts('preferences');
  const titleOf = useCategoryTitle(categories);
  const what = category === null ? 'channel' : channel === null ? 'category' : 'cell';
  return t(`history.${what}${enabled ? 'On' : 'Off'}`, {
    category: category === null ? '' : titleOf(category),
    by: channel === null ? '' : t(`by.${channel}`),
  });
}
