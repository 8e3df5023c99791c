'use client';

import type { ReactNode } from 'react';
import { IntlProvider, useLocale, useTranslations } from 'use-intl';
import type { Locale } from './locale.ts';
import type { Area, Texts } from './sources.ts';

/** Gives the pages beneath it the texts of some areas: only these travel to the browser. */
export function TextsProvider({
  locale,
  messages,
  children,
}: {
  locale: Locale;
  messages: Partial<Texts>;
  children: ReactNode;
}) {
  return (
    // Times are written by `moment.tsx`, which knows when the viewer's own zone may be used.
    <IntlProvider locale={locale} messages={messages} timeZone="UTC">
      {children}
    </IntlProvider>
  );
}

/** The texts of an area, in components that run in the browser. */
export function useTexts<A extends Area>(area: A) {
  return useTranslations<A>(area);
}

/** The language of the page. */
export function usePageLocale(): Locale {
  // Safe: the provider above sets it to one of ours.
  return useLocale() as Locale;
}
