'use client';

import { useCallback, useMemo } from 'react';
import { useZoneKnown } from '#app/components/clock.tsx';
import type { GridWords } from '#app/components/preference-grid.tsx';
import { categoryWords } from '#app/i18n/category-words.ts';
import { usePageLocale, useTexts } from '#app/i18n/texts.tsx';
import { absoluteTime } from '#app/i18n/time-text.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { GridView } from '#server/trpc/preference-views.ts';
import type { Step } from './step.ts';

export function useGridWords(): GridWords {
  const t = useTexts('preferences');
  return useMemo(() => {
    const all = (of: (channel: Channel) => string) => ({
      ...{ email: of('email'), sms: of('sms'), push: of('push'), in_app: of('in_app') },
    });
    return {
      channel: all((channel) => t(`channel.${channel}`)),
      unreachable: all((channel) => t(`grid.unreachable.${channel}`)),
      notOffered: t('grid.notOffered'),
      locked: t('grid.locked'),
      titleOf: (category) => categoryWords(t, category),
    };
  }, [t]);
}

/** A moment in the words of the page, in the viewer's own zone once that is known. */
export function useMoment(): (at: string | null) => string {
  const locale = usePageLocale();
  const zone = useZoneKnown() ? undefined : 'UTC';
  return useCallback((at) => (at === null ? '' : absoluteTime(at, locale, zone)), [locale, zone]);
}

/** What a category is called, also one that is no longer there. */
export function useCategoryTitle(categories: GridView['categories']): (name: string) => string {
  const t = useTexts('preferences');
  return useCallback(
    (name) => {
      const found = categories.find((one) => one.name === name);
      return found === undefined ? name : categoryWords(t, found).title;
    },
    [t, categories],
  );
}

/** What a step does, in one sentence. */
export function useStepWords(categories: GridView['categories']): (step: Step) => string {
  const t = useTexts('preferences');
  const titleOf = useCategoryTitle(categories);
  return useCallback(
    (step) => {
      switch (step.kind) {
        case 'cell': {
          const about = { category: titleOf(step.category), by: t(`by.${step.channel}`) };
          return step.enabled ? t('saved.cellOn', about) : t('saved.cellOff', about);
        }
        case 'pause':
          return t('saved.paused');
        case 'resume':
          return t('saved.resumed');
        case 'quietHours':
          return step.quietHours === null ? t('saved.noQuietHours') : t('saved.quietHours', step.quietHours);
      }
    },
    [t, titleOf],
  );
}
