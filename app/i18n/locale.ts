/** The languages of the notification center. One more is one folder beside `en/`, and its line here. */
export const locales = { en: 'English', de: 'Deutsch' } as const;
export type Locale = keyof typeof locales;

/** The cookie that keeps what a person chose. */
export const localeCookie = 'earshot-locale';
/** Set by the proxy for each page: the language it is written in. */
export const localeHeader = 'x-locale';

/** Admin pages and the API reference speak English alone. */
const englishOnly = /^\/(?:admin|api|local)(?:\/|$)/;

/** The language of a page: what was chosen, else what the browser asks for, else English. */
export function localeOfPage(
  path: string,
  { chosen, acceptLanguage }: { readonly chosen: string | undefined; readonly acceptLanguage: string | null },
): Locale {
  if (englishOnly.test(path)) return 'en';
  if (isLocale(chosen)) return chosen;
  return preferred(acceptLanguage ?? '') ?? 'en';
}

export function isLocale(value: unknown): value is Locale {
  return typeof value === 'string' && Object.hasOwn(locales, value);
}

/** Which way a language is written. */
export function directionOf(locale: string): 'ltr' | 'rtl' {
  return /^(?:ar|fa|he|ur)\b/.test(locale) ? 'rtl' : 'ltr';
}

/** The first of our languages in the order of a header `accept-language`, RFC 9110 §12.5.4; null for none. */
function preferred(header: string): Locale | null {
  const ranges = header
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const quality = parameters.find((one) => one.startsWith('q='))?.slice(2) ?? '1';
      return { language: range.split('-')[0], quality: Number(quality) || 0 };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { language } of ranges) if (isLocale(language)) return language;
  return null;
}
