import { describe, expect, it } from 'vitest';
import { createUlidFactory, encodeUlid, parseUlidSeed, ulidFromSeed } from './ulid.ts';

describe('ULIDs', () => {
  it('encodes time and entropy as the specification does', () => {
    expect(encodeUlid(1469918176385, new Uint8Array(10))).toBe('01ARYZ6S410000000000000000');
    expect(encodeUlid(2 ** 48 - 1, new Uint8Array(10).fill(255))).toBe('7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
  });

  it('counts up within one millisecond', () => {
    const next = createUlidFactory();
    const ids = [next(5), next(5), next(5), next(6)];
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(4);
  });

  it('derives the same ids from the same seed, counting from one in the last four bytes', () => {
    const seed = parseUlidSeed(
      `1795224753215,${Buffer.from([0, 1, 2, 3, 4, 5, 0, 0, 0, 255]).toString('base64')}`,
    );
    if (!seed) throw new Error('The seed should have been read.');
    expect(ulidFromSeed(seed, 0)).toBe(
      encodeUlid(1795224753215, Uint8Array.from([0, 1, 2, 3, 4, 5, 0, 0, 1, 0])),
    );
    expect(ulidFromSeed(seed, 1)).not.toBe(ulidFromSeed(seed, 0));
  });

  it.each(['', 'x,AAECAwQFBgcICQ==', '1,AAEC', '1', '1,AAECAwQFBgcICQ==,2', '-1,AAECAwQFBgcICQ=='])(
    'refuses the seed "%s"',
    (header) => {
      expect(parseUlidSeed(header)).toBeUndefined();
    },
  );
});
