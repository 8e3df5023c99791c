import { expect, it } from 'vitest';
import { rateBetween } from './timeline.ts';

const fast = [
  { events: 100, atMs: 50 },
  { events: 200, atMs: 100 },
  { events: 300, atMs: 150 },
];
const slow = [
  { events: 100, atMs: 100 },
  { events: 300, atMs: 500 },
];

it('goes by the slowest', () => {
  expect(rateBetween([fast, slow], { from: 0, to: 100 })).toBe(1_000);
  expect(rateBetween([fast, slow], { from: 100, to: 300 })).toBe(500);
  expect(rateBetween([fast], { from: 100, to: 300 })).toBe(2_000);
});

it('does not guess what nobody has reached', () => {
  expect(() => rateBetween([fast, slow], { from: 0, to: 400 })).toThrow(RangeError);
});
