import { expect, it } from 'vitest';
import { signInProblem } from './sign-in-problem.ts';

it('says nothing without a code', () => {
  expect(signInProblem(undefined)).toBeNull();
});

it.each(['Callback', 'toString', '__proto__', '<b>Your account is locked, call 555-0100</b>'])(
  'answers the unknown code %j with a text of its own',
  (code) => {
    expect(signInProblem(code)).toBe('Signing in did not work. Ask for a new link and try again.');
  },
);
