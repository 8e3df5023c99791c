import { describe, expect, it } from 'vitest';
import { atLeast, effectiveRole, roleOfNewAccount } from './role.ts';
import { roles } from './viewer.ts';

const lists = {
  EARSHOT_ADMIN_EMAILS: ['Chief@Example.com', 'both@example.com'],
  EARSHOT_SUPPORT_EMAILS: ['helper@example.com', 'both@example.com'],
};
const nobody = { EARSHOT_ADMIN_EMAILS: [], EARSHOT_SUPPORT_EMAILS: [] };

describe('the role of a person', () => {
  it.each([
    ['chief@example.com', 'user', 'admin'],
    ['chief@example.com', 'admin', 'admin'],
    ['both@example.com', 'user', 'admin'],
    ['helper@example.com', 'user', 'support'],
    ['helper@example.com', 'admin', 'admin'],
    ['someone@example.com', 'support', 'support'],
    ['someone@example.com', 'user', 'user'],
    ['chief@example.com.evil.test', 'user', 'user'],
  ] as const)('of %s, stored as %s, is %s', (email, role, expected) => {
    expect(effectiveRole({ email, role }, lists)).toBe(expected);
  });

  it('ends with the list that granted it', () => {
    expect(effectiveRole({ email: 'chief@example.com', role: 'user' }, nobody)).toBe('user');
  });
});

describe('the role of a new account', () => {
  const firstStart = { isLocal: true, isFirstAccount: true, ...nobody };

  it('is administrator for the first account of a local installation without named administrators', () => {
    expect(roleOfNewAccount('admin@example.com', firstStart)).toBe('admin');
  });

  it.each([
    ['another address', 'other@example.com', {}],
    ['outside local mode', 'admin@example.com', { isLocal: false }],
    ['a later account', 'admin@example.com', { isFirstAccount: false }],
    ['named administrators', 'admin@example.com', { EARSHOT_ADMIN_EMAILS: ['chief@example.com'] }],
  ])('is user with %s', (_, email, change) => {
    expect(roleOfNewAccount(email, { ...firstStart, ...change })).toBe('user');
  });
});

it('ranks user below support below administrator', () => {
  const table = roles.map((role) => roles.map((needed) => atLeast(role, needed)));
  expect(table).toEqual([
    [true, false, false],
    [true, true, false],
    [true, true, true],
  ]);
});
