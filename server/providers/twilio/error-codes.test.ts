import { expect, it } from 'vitest';
import { errorCodes, meaningOf } from './error-codes.ts';

it('gives each code one meaning', () => {
  const codes = Object.values(errorCodes).flat();
  expect(codes.length).toBeGreaterThan(90);
  expect(new Set(codes).size).toBe(codes.length);
});

it.each([
  ['21211', 'hard_bounced'],
  ['21614', 'hard_bounced'],
  ['30005', 'hard_bounced'],
  ['30006', 'hard_bounced'],
  ['30003', 'soft_bounced'],
  ['30004', 'soft_bounced'],
  ['30008', 'soft_bounced'],
  ['30007', 'dropped'],
  ['63014', 'dropped'],
  ['21610', 'opted_out'],
  ['30001', 'failed'],
  ['30002', 'failed'],
  ['21408', 'failed'],
  ['21606', 'failed'],
  ['21612', 'failed'],
  ['30032', 'failed'],
  ['30034', 'failed'],
] as const)('%s is %s', (code, meaning) => {
  expect(meaningOf(code)).toBe(meaning);
});

it('has one opt-out, and blames no number for what a channel says', () => {
  expect(errorCodes.opted_out).toEqual([21610]);
  expect(errorCodes.hard_bounced.filter((code) => code >= 63_000)).toEqual([]);
});

it.each(['', '99999', 'constructor', '030005'])('blames nobody for good for %j', (code) => {
  expect(meaningOf(code)).toBe('soft_bounced');
});
