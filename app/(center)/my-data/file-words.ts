import { createTranslator } from 'use-intl/core';
import { sentenceOf } from '#app/(center)/inbox/rail-words.ts';
import { categoryWords } from '#app/i18n/category-words.ts';
import type { Locale } from '#app/i18n/locale.ts';
import { texts } from '#app/i18n/messages.ts';
import { absoluteTime, regional } from '#app/i18n/time-text.ts';
import { defaultCategories, findCategory } from '#server/domain/category/category.ts';
import type { PersonRecord } from '#server/trpc/person-records.ts';

type Of<Kind extends PersonRecord['kind']> = Extract<PersonRecord, { kind: Kind }>;
type Step = Of<'notification'>['rail'][number];
type Switched = Extract<Of<'preference_change'>['change'], { type: 'PreferenceChanged' }>['data'];

/** The words of the file that people read, in their language and time zone. */
export function fileWords(locale: Locale, zone: string) {
  const of = { locale, messages: texts[locale], timeZone: zone } as const;
  const t = createTranslator({ ...of, namespace: 'data' });
  const inbox = createTranslator({ ...of, namespace: 'inbox' });
  const preferences = createTranslator({ ...of, namespace: 'preferences' });
  const when = (at: string) => absoluteTime(at, locale, zone);
  const dayOf = (at: string) =>
    new Intl.DateTimeFormat(regional(locale), { dateStyle: 'long', timeZone: zone }).format(new Date(at));

  const category = (name: string) => {
    const known = findCategory(defaultCategories, name);
    return known === null ? name : categoryWords(preferences, { name, ...known }).title;
  };
  const channel = (name: 'email' | 'sms' | 'push' | 'in_app') => inbox(`channel.${name}`);

  return {
    ...{ t, locale, zone, when, category, channel },
    /** What was wished of a category, a channel, or both. */
    switched({ category: name, channel: by, enabled }: Omit<Switched, 'userId'>): string {
      const what = name === null ? 'channel' : by === null ? 'category' : 'cell';
      return preferences(`history.${what}${enabled ? 'On' : 'Off'}`, {
        category: name === null ? '' : category(name),
        by: by === null ? '' : preferences(`by.${by}`),
      });
    },
    changed({ change }: Of<'preference_change'>): string {
      switch (change.type) {
        case 'PreferenceChanged':
          return this.switched(change.data);
        case 'AllPaused': {
          const { until } = change.data;
          return until === null
            ? preferences('history.paused')
            : preferences('history.pausedUntil', { when: when(until) });
        }
        case 'AllResumed':
          return preferences('history.resumed');
        case 'QuietHoursChanged':
          return this.quietHours(change.data.quietHours);
      }
    },
    quietHours(
      hours: Extract<Of<'preference_change'>['change'], { type: 'QuietHoursChanged' }>['data']['quietHours'],
    ) {
      return hours === null
        ? preferences('history.noQuietHours')
        : preferences('history.quietHours', { ...hours, zone: hours.timeZone });
    },
    way: ({ way }: Of<'preference_change'>) => preferences(`history.way.${way}`),
    step: (step: Exclude<Step, { kind: 'planned' }>) => sentenceOf(step, { t: inbox, dayOf, momentOf: when }),
    suppression({ channel: name, address, reason, scope, since, expiresAt }: Of<'suppression'>): string {
      const what =
        scope === 'everything' || scope === 'all_but_security'
          ? t(`file.scope.${scope}`)
          : scope.startsWith('category:')
            ? category(scope.slice('category:'.length))
            : t('file.scope.stream');
      const why = inbox(`why.${reason}`, { on: '' });
      const said = { channel: channel(name), address: address ?? '', when: when(since), what, why };
      const until = expiresAt === null ? '' : ` ${t('file.until', { when: when(expiresAt) })}`;
      return `${t('file.suppression', said)}${until}`;
    },
    access: ({ to }: Of<'access'>) => t('file.look', { what: t(`file.what.${to}`) }),
    erasure({ state }: Of<'erasure'>): string {
      if (state.status === 'open') return t('erasure.open', { when: when(state.requestedAt) });
      const said = t(`erasure.${state.status}`, { when: when(state.decidedAt) });
      return state.status === 'refused' ? `${said} ${state.reason}` : said;
    },
  };
}

export type FileWords = ReturnType<typeof fileWords>;
