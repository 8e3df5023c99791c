import { describe, expect, it } from 'vitest';
import { duration, durationMs } from './duration.ts';

describe('a duration', () => {
  it.each([
    ['30s', 30_000],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['30d', 2_592_000_000],
  ])('of %s is %i ms', (text, ms) => {
    expect(duration.parse(text)).toBe(text);
    expect(durationMs(text)).toBe(ms);
  });

  it.each(['', '15', '0m', '-1m', '1.5h', '15 m', '15M', '1w', '31d', '99999h', '100000s'])(
    'is not %j',
    (text) => {
      expect(duration.safeParse(text).success).toBe(false);
    },
  );

  it('of another form cannot be counted', () => {
    expect(() => durationMs('soon')).toThrow(RangeError);
  });
});
