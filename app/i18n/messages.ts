import compile from 'icu-minify/compile';
import type { Locale } from './locale.ts';
import { type Area, sources, type Texts } from './sources.ts';

/** Every text, parsed: so neither a page nor a browser carries a parser. See `next.config.ts` for who reads them. */
export const texts: Readonly<Record<Locale, Texts>> = {
  en: parsed(sources.en),
  de: parsed(sources.de),
};

/** Some areas in one language, for what the browser renders: the rest does not travel. */
export function textsOf(locale: Locale, areas: readonly Area[]): Partial<Texts> {
  return Object.fromEntries(areas.map((area) => [area, texts[locale][area]]));
}

function parsed<Tree extends object>(tree: Tree): Tree {
  const entries = Object.entries(tree).map(([key, value]) => [
    key,
    // The copy has plain objects, which alone may travel from a page to the browser; the compiler's have no prototype.
    typeof value === 'string' ? structuredClone(compile(value)) : parsed(value),
  ]);
  // Safe: texts are looked up by the same names, and only use-intl looks into one.
  return Object.fromEntries(entries) as Tree;
}

declare module 'use-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: Texts;
  }
}
