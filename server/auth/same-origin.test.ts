import { expect, it } from 'vitest';
import { clientIp, isSameOrigin } from './same-origin.ts';

it.each([
  [{ 'sec-fetch-site': 'same-origin' }, true],
  [{ 'sec-fetch-site': 'same-origin', origin: 'null', host: 'a.test' }, true],
  [{ 'sec-fetch-site': 'cross-site', origin: 'https://a.test', host: 'a.test' }, false],
  [{ 'sec-fetch-site': 'same-site' }, false],
  [{ 'sec-fetch-site': 'none' }, false],
  [{ origin: 'https://a.test', host: 'a.test' }, true],
  [{ origin: 'https://a.test', host: 'inner:3000', 'x-forwarded-host': 'a.test' }, true],
  [{ origin: 'https://evil.test', host: 'a.test' }, false],
  [{ origin: 'https://a.test:8443', host: 'a.test' }, false],
  [{ origin: 'null', host: 'a.test' }, false],
  [{ host: 'a.test' }, true],
])('%o is from our own pages: %s', (headers, expected) => {
  expect(isSameOrigin(new Headers(headers as Record<string, string>))).toBe(expected);
});

it.each([
  [{}, null],
  [{ 'x-forwarded-for': '' }, null],
  [{ 'x-forwarded-for': '203.0.113.9' }, '203.0.113.9'],
  [{ 'x-forwarded-for': 'forged, 203.0.113.9' }, '203.0.113.9'],
])('%o came from %s', (headers, expected) => {
  expect(clientIp(new Headers(headers as Record<string, string>))).toBe(expected);
});
