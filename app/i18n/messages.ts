import deCenter from './de/center.json' with { type: 'json' };
import enCenter from './en/center.json' with { type: 'json' };
import type { Locale } from './locale.ts';

/** The texts in one language: one file for each area, in the ICU message format. English says which there are. */
const en = { center: enCenter };
export type Texts = typeof en;
export type Area = keyof Texts;

const de: Texts = { center: deCenter };

export const texts: Readonly<Record<Locale, Texts>> = { en, de };

/** Some areas in one language, for what the browser renders: the rest does not travel. */
export function textsOf(locale: Locale, areas: readonly Area[]): Partial<Texts> {
  return Object.fromEntries(areas.map((area) => [area, texts[locale][area]]));
}

declare module 'use-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: Texts;
  }
}
