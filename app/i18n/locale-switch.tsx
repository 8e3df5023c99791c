'use client';

import { useRouter } from 'next/navigation';
import { Segments } from '#app/components/segments.tsx';
import { keepInBrowser } from './browser-cookie.ts';
import { type Locale, localeCookie, locales } from './locale.ts';
import { usePageLocale, useTexts } from './texts.tsx';

// Safe: the table has exactly these keys.
const choices = (Object.keys(locales) as Locale[]).map((value) => ({ value, name: locales[value] }));

/** The language of the notification center, kept in this browser. */
export function LocaleSwitch() {
  const router = useRouter();
  const locale = usePageLocale();
  const t = useTexts('center');
  const choose = (chosen: Locale) => {
    keepInBrowser(localeCookie, chosen);
    // The language of the document itself changes, which a refresh of the parts below it does not reach.
    document.documentElement.lang = chosen;
    router.refresh();
  };
  return (
    <Segments
      legend={t('account.language')}
      group="language"
      segments={choices}
      chosen={locale}
      onChoose={choose}
    />
  );
}
