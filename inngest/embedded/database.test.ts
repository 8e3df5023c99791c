import { expect, it } from 'vitest';
import { isLostConnection, isOwnFault } from './database.ts';

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

it.each(['57P01', '57P03', '08006', 'ECONNRESET', 'ECONNREFUSED', 'CONNECTION_CLOSED'])(
  'takes %s for a lost connection',
  (code) => {
    expect(isLostConnection(Object.assign(new Error('gone'), { code }))).toBe(true);
  },
);

it.each(['23505', '42P01', '', 'ERR_INVALID_ARG_TYPE'])('does not take "%s" for one', (code) => {
  expect(isLostConnection(Object.assign(new Error('bug'), { code }))).toBe(false);
});
