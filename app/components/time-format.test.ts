import { describe, expect, it } from 'vitest';
import { relativeTime, spanText, utcText } from './time-format.ts';

const now = Date.parse('2026-11-21T12:00:00.000Z');

describe('relativeTime', () => {
  it.each([
    ['2026-11-21T12:00:03.000Z', 'just now'],
    ['2026-11-21T11:59:57.000Z', 'just now'],
    ['2026-11-21T11:59:43.000Z', '15 s ago'],
    ['2026-11-21T11:58:59.000Z', '1 min ago'],
    ['2026-11-21T09:30:00.000Z', '2 h ago'],
    ['2026-11-20T11:00:00.000Z', 'yesterday'],
    ['2026-11-01T12:00:00.000Z', '20 days ago'],
    ['2026-08-01T12:00:00.000Z', '3 months ago'],
    ['2023-11-01T12:00:00.000Z', '3 years ago'],
  ])('%s is %s', (at, text) => {
    expect(relativeTime(at, now)).toBe(text);
  });
});

describe('spanText', () => {
  it.each([
    [420, '420 ms'],
    [4250, '4.2 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [185_000, '3 min 5 s'],
    [3_600_000, '1 h'],
    [26 * 3_600_000, '1 day 2 h'],
    [-187_200_000, '2 days 4 h'],
  ])('%i ms is %s', (ms, text) => {
    expect(spanText(ms)).toBe(text);
  });
});

it('writes UTC with its zone and milliseconds', () => {
  expect(utcText('2026-01-05T07:45:04.123Z')).toBe('5 Jan 2026, 07:45:04.123 UTC');
});
