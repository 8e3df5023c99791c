import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonSequence } from './json-sequence.ts';

it('is the JSON of each value, and nothing for null', () => {
  expect(jsonSequence([{ a: 1 }, null, 'x'], (value) => value)).toBe('{"a":1}\u001e\u001e"x"');
  expect(jsonSequence([], (value) => value)).toBe('');
});

it('is taken apart at its separators again, whatever the values hold', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), (values) => {
      const parts = jsonSequence(values, (value) => value).split('\u001e');
      expect(parts.map((part) => (part === '' ? null : JSON.parse(part)))).toEqual(
        values.map((value) => JSON.parse(JSON.stringify(value))),
      );
    }),
  );
  const separator = '\u001e';
  expect(jsonSequence([separator], (value) => value)).not.toContain(separator);
});
