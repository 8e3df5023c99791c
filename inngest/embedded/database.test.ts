import { expect, it } from 'vitest';
import { isOwnFault } from './database.ts';

it.each([
  ['22P05', true],
  ['23514', true],
  ['42703', true],
  ['54000', true],
  ['57P01', false],
  ['53300', false],
  ['08006', false],
  ['40P01', false],
  ['CONNECTION_CLOSED', false],
  ['ECONNREFUSED', false],
])('tells by the code %s whether trying again is no use', (code, expected) => {
  expect(isOwnFault(Object.assign(new Error('x'), { code }))).toBe(expected);
  expect(isOwnFault(new Error('x', { cause: { code } }))).toBe(expected);
});

it('blames the code at hand for an error without a code', () => {
  expect(isOwnFault(new TypeError('x is not a function'))).toBe(true);
});
