import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonTokens } from './json-tokens.ts';

it('loses no character of any JSON text', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(0, 2), (json, indent) => {
      const text = JSON.stringify(JSON.parse(json), null, indent);
      const tokens = jsonTokens(text);
      expect(tokens.map((token) => token.text).join('')).toBe(text);
      expect(tokens.every((token) => text.startsWith(token.text, token.at))).toBe(true);
    }),
  );
});

it('tells keys, strings and literals apart', () => {
  expect(
    jsonTokens('{"a": "b: \\"c\\"", "n": -1.5e3, "t": true}').map(({ kind, text }) => [kind, text]),
  ).toEqual([
    ['mark', '{'],
    ['key', '"a":'],
    ['mark', ' '],
    ['string', '"b: \\"c\\""'],
    ['mark', ', '],
    ['key', '"n":'],
    ['mark', ' '],
    ['literal', '-1.5e3'],
    ['mark', ', '],
    ['key', '"t":'],
    ['mark', ' '],
    ['literal', 'true'],
    ['mark', '}'],
  ]);
});
