import { headers } from 'next/headers';
import { createTranslator } from 'use-intl/core';
import { isLocale, type Locale, localeHeader } from './locale.ts';
import { texts } from './messages.ts';
import type { Area } from './sources.ts';

/** The language of the page that is being made. */
export async function pageLocale(): Promise<Locale> {
  const locale = (await headers()).get(localeHeader);
  return isLocale(locale) ? locale : 'en';
}

/** The texts of an area in the language of the page, for what the server renders. */
export async function pageTexts<A extends Area>(area: A) {
  const locale = await pageLocale();
  return createTranslator({ locale, messages: texts[locale], namespace: area, timeZone: 'UTC' });
}
