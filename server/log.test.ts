import { expect, it } from 'vitest';
import { describeError } from './log.ts';

it('gives name, code and message of an ordinary error', () => {
  const refused = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });
  expect(describeError(refused)).toEqual({ name: 'Error', code: 'ECONNREFUSED', message: 'connect refused' });
});

it('looks through a query builder, whose message quotes the parameters, to the cause', () => {
  const cause = Object.assign(new Error('permission denied'), { code: '42501' });
  const failed = new Error('Failed query: select … params: anna@example.com', { cause });
  expect(describeError(failed)).toEqual({ name: 'Error', code: '42501', message: 'permission denied' });
});

it.each(['22P02', '23505'])('leaves out the message of SQLSTATE %s, which quotes the value', (code) => {
  const refused = Object.assign(new Error('invalid input: "anna@example.com"'), { code });
  expect(describeError(refused)).toEqual({ name: 'Error', code });
});

it('does not print what was thrown when it is no error', () => {
  expect(describeError('anna@example.com')).toEqual({ name: 'string' });
});
