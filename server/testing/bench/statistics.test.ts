import { expect, test } from 'vitest';
import { percentile, ratioOf, seriesOf } from './statistics.ts';

test('a percentile lies between the two values it falls between', () => {
  expect(percentile([40, 10, 30, 20], 50)).toBe(25);
  expect(percentile([10, 20, 30], 50)).toBe(20);
  expect(percentile([10, 20], 0)).toBe(10);
  expect(percentile([10, 20], 100)).toBe(20);
  expect(() => percentile([], 50)).toThrow(RangeError);
});

test('a series is described by its middle and its span, whatever the order of the rounds', () => {
  expect(seriesOf([3, 1, 2])).toEqual({ rounds: [3, 1, 2], median: 2, min: 1, max: 3 });
});

test('ratios are taken within a round, so a machine that slows down does not change them', () => {
  const ratio = ratioOf(seriesOf([800, 400, 80]), seriesOf([100, 50, 10]));
  expect(ratio).toEqual({ rounds: [8, 8, 8], median: 8, min: 8, max: 8 });
  expect(() => ratioOf(seriesOf([1, 2]), seriesOf([1]))).toThrow(RangeError);
});
