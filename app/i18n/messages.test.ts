import { createTranslator, type IntlError } from 'use-intl/core';
import { describe, expect, it } from 'vitest';
import { type Locale, locales } from './locale.ts';
import { texts } from './messages.ts';
import { sources } from './sources.ts';

// Safe: the record has exactly these keys.
const others = (Object.keys(locales) as Locale[]).filter((locale) => locale !== 'en');
const english = leaves(sources.en);

describe.each(others)('the texts in %s', (locale) => {
  const theirs = leaves(sources[locale]);

  it('are as many as in English, under the same names', () => {
    expect([...theirs.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('take the same values', () => {
    for (const [name, text] of english) {
      expect([name, argumentsOf(theirs.get(name) ?? '')]).toEqual([name, argumentsOf(text)]);
    }
  });
});

describe.each(Object.keys(locales) as Locale[])('each text in %s', (locale) => {
  it('can be read as an ICU message and is not empty', () => {
    const problems: string[] = [];
    const onError = (error: IntlError) => problems.push(error.message);
    const translate = createTranslator({ locale, messages: texts[locale], onError, timeZone: 'UTC' });
    for (const [name, text] of leaves(sources[locale])) {
      expect(text.trim(), name).not.toBe('');
      const values = Object.fromEntries(
        argumentsOf(text).map((argument) => [argument, sampleOf(text, argument)]),
      );
      // Safe: the names were read from these very texts.
      translate.markup(name as never, { ...values, ...marksOf(text) } as never);
    }
    expect(problems).toEqual([]);
  });
});

/** Every text by its dotted name. */
function leaves(tree: object, path: readonly string[] = []): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[[...path, key].join('.'), value] as const]
        : [...leaves(value as object, [...path, key])],
    ),
  );
}

function argumentsOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{(\w+)(?=[},])/g)].map(([, name]) => name ?? ''))].sort();
}

function sampleOf(text: string, argument: string): unknown {
  if (new RegExp(`\\{${argument}, (?:plural|selectordinal|number)`).test(text)) return 2;
  return new RegExp(`\\{${argument}, (?:date|time)`).test(text) ? new Date(0) : 'x';
}

function marksOf(text: string): Record<string, (chunks: string) => string> {
  return Object.fromEntries(
    [...text.matchAll(/<(\w+)>/g)].map(([, mark]) => [mark, (chunks: string) => chunks]),
  );
}
