import { expect, it } from 'vitest';
import { frameAncestors } from './framable.ts';

const origins = ['https://app.example.com', 'http://localhost:4000'];

it.each(['/', '/preferences', '/my-data', '/embed', '/embed/open', '/embed/ended'])(
  'lets the configured origins alone frame %s',
  (path) => {
    expect(frameAncestors(path, origins)).toBe('https://app.example.com http://localhost:4000');
    expect(frameAncestors(path, [])).toBe("'none'");
  },
);

it.each([
  '/admin',
  '/admin/erasures',
  '/sign-in',
  '/sign-in/confirm',
  '/sign-out',
  '/unsubscribe',
  '/manage',
  '/local/mailbox',
  '/api/docs',
  '/my-data/export.html',
  '/embedded',
  '//',
  '/preferences/x',
])('lets nobody frame %s', (path) => {
  expect(frameAncestors(path, origins)).toBe("'none'");
});
