import { expect, it } from 'vitest';
import { barScale } from './bar-scale.ts';

const complaints = { warning: 0.0005, critical: 0.001, resolved: 0.0004 };
const deliveries = { warning: 0.95, critical: 0.9, resolved: 0.96 };
const rounded = (rate: number, marks = complaints) => {
  const { from, to, ...places } = barScale(rate, marks);
  return [from, to, ...[places.rate, places.warning, places.critical].map(Math.round)];
};

it('leaves room beyond the critical mark', () => {
  expect(rounded(0)).toEqual([0, 0.0015, 0, 33, 67]);
  expect(rounded(0.0005)).toEqual([0, 0.0015, 33, 33, 67]);
});

it('grows with a rate far beyond it', () => {
  const [from, to, rate, warning, critical] = rounded(0.01);
  expect([from, rate, warning, critical]).toEqual([0, 91, 5, 9]);
  expect(to).toBeCloseTo(0.011);
});

it('ends at all where low is bad, and begins below what there is', () => {
  const [from, to, rate, warning, critical] = rounded(0.92, deliveries);
  expect(from).toBeCloseTo(0.85);
  expect([to, rate, warning, critical]).toEqual([1, 47, 67, 33]);
  expect(barScale(0.3, deliveries).from).toBeCloseTo(0.28);
  expect(barScale(0, deliveries)).toMatchObject({ from: 0, rate: 0 });
});

it('has no place outside the bar, also for more complaints than deliveries', () => {
  expect(barScale(2, complaints)).toMatchObject({ to: 1, rate: 100 });
});
