import { expect, it } from 'vitest';
import { normaliseEmail } from './email-address.ts';

it.each([
  ['anna@example.com', 'anna@example.com'],
  ['  Anna.B+tag@Mail.Example.COM\n', 'anna.b+tag@mail.example.com'],
  ['ＡＮＮＡ@example.com', 'anna@example.com'],
  ["o'brien@example.com", "o'brien@example.com"],
  ['jörg@bücher.example', 'jörg@bücher.example'],
])('reads %j as %s', (typed, email) => {
  expect(normaliseEmail(typed)).toBe(email);
});

it.each([
  '',
  'anna',
  'anna@',
  '@example.com',
  'anna@localhost',
  'anna@example.com,eve@evil.test',
  'anna@example.com eve@evil.test',
  'anna@example.com\r\nBcc: eve@evil.test',
  '"anna@evil.test"@example.com',
  'Anna <anna@example.com>',
  'anna@eve@example.com',
  'anna@example..com',
  'anna@-example.com',
  `${'a'.repeat(65)}@example.com`,
  `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(20)}.com`,
])('refuses %j', (typed) => {
  expect(normaliseEmail(typed)).toBeNull();
});
