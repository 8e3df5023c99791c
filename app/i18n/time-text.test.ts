import { describe, expect, it } from 'vitest';
import { absoluteTime, relativeTime } from './time-text.ts';

const nowMs = Date.parse('2026-11-21T12:00:00.000Z');
const at = (seconds: number) => new Date(nowMs + seconds * 1_000).toISOString();

describe('a relative time', () => {
  it.each([
    [0, null, null],
    [-4.9, null, null],
    [-20, '20 seconds ago', 'vor 20 Sekunden'],
    [-185, '3 minutes ago', 'vor 3 Minuten'],
    [660, 'in 11 minutes', 'in 11 Minuten'],
    [-7_300, '2 hours ago', 'vor 2 Stunden'],
    [-86_400, 'yesterday', 'gestern'],
    [90_000, 'tomorrow', 'morgen'],
    [-40 * 86_400, 'last month', 'letzten Monat'],
  ])('%d seconds away', (seconds, english, german) => {
    expect(relativeTime(at(seconds), nowMs, 'en')).toBe(english);
    expect(relativeTime(at(seconds), nowMs, 'de')).toBe(german);
  });

  it('is shorter where there is little room', () => {
    expect(relativeTime(at(-185), nowMs, 'en', 'short')).toBe('3 min ago');
    expect(relativeTime(at(-185), nowMs, 'de', 'short')).toBe('vor 3 Min.');
  });
});

describe('an absolute time', () => {
  it('names its zone, in the order of its language', () => {
    expect(absoluteTime('2026-11-21T07:45:04.123Z', 'en', 'Europe/Berlin')).toBe('21 Nov 2026, 08:45 CET');
    expect(absoluteTime('2026-11-21T07:45:04.123Z', 'de', 'Europe/Berlin')).toBe('21. Nov. 2026, 08:45 MEZ');
    expect(absoluteTime('2026-07-01T07:45:04.123Z', 'en', 'UTC')).toBe('1 Jul 2026, 07:45 UTC');
  });
});
