import { expect, it } from 'vitest';
import { callbackPath } from './callback-path.ts';

const base = 'https://earshot.example.com';

it.each([
  '/',
  '/preferences',
  '/admin/messages?status=bounced&q=a%20b#evt_1',
  '/sign-input',
  '/%2F%2Fevil.test',
])('keeps %s', (path) => {
  expect(callbackPath(path, base)).toBe(path);
});

it('shortens an absolute address of this site to its path', () => {
  expect(callbackPath('https://earshot.example.com/admin?x=1', base)).toBe('/admin?x=1');
});

it.each([
  '',
  'https://evil.test/admin',
  'https://earshot.example.com.evil.test/admin',
  'https://earshot.example.com@evil.test/admin',
  'http://earshot.example.com/admin',
  '//evil.test',
  '//evil.test/admin',
  '///evil.test',
  '/\\evil.test/admin',
  '\\\\evil.test',
  '/\t/evil.test',
  '/\n/evil.test',
  ' //evil.test',
  '/./\u0000/',
  'javascript:alert(1)',
  'data:text/html,x',
  'evil.test',
  '/..//evil.test',
  '/.//evil.test',
  'https://earshot.example.com//evil.test',
  '/sign-in',
  '/sign-in/confirm?token=x',
  '/x/../sign-in',
  '/sign-out',
  '/api/auth/signout',
  'https://[',
])('turns %j into the start page', (value) => {
  expect(callbackPath(value, base)).toBe('/');
});

it('turns nothing into the start page', () => {
  expect([callbackPath(undefined, base), callbackPath(null, base)]).toEqual(['/', '/']);
});
