import { expect, it } from 'vitest';
import { parseDueAt, parseDuration } from './duration.ts';

it.each([
  ['1w2d3h4m5s', 604_800_000 + 2 * 86_400_000 + 3 * 3_600_000 + 4 * 60_000 + 5_000],
  ['90s', 90_000],
  ['500ms', undefined],
  ['1.5h', undefined],
  ['', undefined],
])('reads the duration "%s"', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

it.each([
  ['', 1_000],
  ['15m', 901_000],
  ['1970-01-01T00:00:05.000Z', 5_000],
  ['5000', undefined],
  ['tomorrow', undefined],
])('reads the due time "%s" from 1 s after the epoch', (text, expected) => {
  expect(parseDueAt(text, 1_000)).toBe(expected);
});
