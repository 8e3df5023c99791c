import { describe, expect, it } from 'vitest';
import { unstorablePath } from './storable.ts';

describe('text that cannot be stored', () => {
  it.each([
    ['a NUL character', { a: ['fine', 'not\0fine'] }, 'a.1'],
    ['half of a surrogate pair', { a: { b: '\ud83d' } }, 'a.b'],
    ['the other half', '\ude00', ''],
    ['a key', { list: [{ 'not\0fine': 1 }] }, 'list.0'],
  ])('is found as %s', (_, value, path) => {
    expect(unstorablePath(value)).toBe(path);
  });

  it('is nowhere in other values', () => {
    expect(unstorablePath({ a: ['😀', null, 1, true, { b: 'é\u0001' }] })).toBeNull();
  });

  it('is looked for as deep as a body can be nested', () => {
    const deep = `${'['.repeat(200_000)}"\\u0000"${']'.repeat(200_000)}`;
    expect(unstorablePath(JSON.parse(deep))).not.toBeNull();
  });
});
