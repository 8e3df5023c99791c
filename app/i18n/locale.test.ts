import { describe, expect, it } from 'vitest';
import { directionOf, localeOfPage } from './locale.ts';

describe('the language of a page', () => {
  it.each([
    ['nothing is known', undefined, null, 'en'],
    ['the browser asks for German', undefined, 'de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['the browser likes German less', undefined, 'de;q=0.5, en;q=0.7', 'en'],
    ['the browser refuses German', undefined, 'de;q=0', 'en'],
    ['the browser asks for what we do not speak', undefined, 'fr, nl;q=0.8', 'en'],
    ['the browser asks for what we do not speak before German', undefined, 'fr, de;q=0.2', 'de'],
    ['the header is nonsense', undefined, ';;q=,,__proto__, toString', 'en'],
    ['a choice was made', 'de', 'en', 'de'],
    ['the choice is nothing we know', 'constructor', 'de', 'de'],
  ])('when %s', (_, chosen, acceptLanguage, locale) => {
    expect(localeOfPage('/', { chosen, acceptLanguage })).toBe(locale);
  });

  it.each(['/admin', '/admin/messages', '/api/docs', '/local/mailbox'])('is English at %s', (path) => {
    expect(localeOfPage(path, { chosen: 'de', acceptLanguage: 'de' })).toBe('en');
  });

  it('may be chosen at a page whose name only begins so', () => {
    expect(localeOfPage('/administer', { chosen: 'de', acceptLanguage: null })).toBe('de');
  });
});

it('knows which languages run from right to left', () => {
  expect(['en', 'de', 'ar', 'he-IL'].map(directionOf)).toEqual(['ltr', 'ltr', 'rtl', 'rtl']);
});
