import { describe, expect, it } from 'vitest';
import { backoffDelay, parseRetryAfter } from './backoff.ts';

const NOW_MS = Date.parse('2026-03-01T12:00:00Z');

describe('backoff', () => {
  it('grows from 15 seconds to two hours and stays there', () => {
    const delay = backoffDelay(() => 0);
    const seconds = Array.from({ length: 12 }, (_, attempt) => delay(attempt) / 1000);
    expect(seconds).toEqual([15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200, 7200, 7200]);
  });

  it('adds up to thirty seconds so that failures do not return together', () => {
    expect(backoffDelay(() => 0.5)(0)).toBe(30_000);
  });
});

describe('Retry-After', () => {
  it.each([
    ['30', 30_000],
    ['2026-03-01T12:05:00.000Z', 300_000],
    ['Sun, 01 Mar 2026 12:05:00 GMT', 300_000],
    ['0', 1_000],
    ['-5', 1_000],
    ['999999', 86_400_000],
    ['2025-01-01T00:00:00Z', 1_000],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('reads %s as %s ms', (header, expected) => {
    expect(parseRetryAfter(header, NOW_MS)).toBe(expected);
  });
});
