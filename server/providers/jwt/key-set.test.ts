import { generateKeyPairSync } from 'node:crypto';
import { errors } from 'jose';
import { describe, expect, it } from 'vitest';
import { instantFromMs } from '#server/domain/instant.ts';
import { fixedKeys, KeysUnavailable, remoteKeys } from './key-set.ts';

const start = Date.parse('2026-11-21T12:00:00.000Z');
const at = (seconds: number) => instantFromMs(start + seconds * 1000);
const jwk = (kid: string) => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...publicKey.export({ format: 'jwk' }), kid };
};
const [a, b] = [jwk('a'), jwk('b')];

/** A key set on a server that can be changed, and that counts how often it was asked. */
function server(...answers: unknown[]) {
  const state = { answer: answers[0], fetched: 0 };
  const find = remoteKeys(async () => {
    state.fetched += 1;
    if (state.answer instanceof Error) throw state.answer;
    return state.answer;
  });
  const ask = async (kid: string, seconds: number) => {
    try {
      return (await find({ alg: 'ES256', kid }, at(seconds))).type;
    } catch (error) {
      if (error instanceof KeysUnavailable) return 'unavailable';
      if (error instanceof errors.JWKSNoMatchingKey) return 'unknown';
      throw error;
    }
  };
  return { state, ask };
}

const down = new Error('connect ECONNREFUSED');

describe('keys that are fetched', () => {
  it('are fetched once, and again after ten minutes', async () => {
    const { state, ask } = server({ keys: [a] });
    expect([await ask('a', 0), await ask('a', 599)]).toEqual(['public', 'public']);
    expect(state.fetched).toBe(1);
    expect(await ask('a', 600)).toBe('public');
    expect(state.fetched).toBe(2);
  });

  it('are fetched again for a key that is new', async () => {
    const { state, ask } = server({ keys: [a] });
    await ask('a', 0);
    state.answer = { keys: [a, b] };
    expect(await ask('b', 30)).toBe('public');
    expect(await ask('a', 30)).toBe('public');
    expect(state.fetched).toBe(2);
  });

  it('forget a key that was taken out', async () => {
    const { state, ask } = server({ keys: [a, b] });
    await ask('a', 0);
    state.answer = { keys: [b] };
    expect(await ask('a', 600)).toBe('unknown');
  });

  it('are fetched at most once per 30 seconds in a flood of tokens that name unknown keys', async () => {
    const { state, ask } = server({ keys: [a] });
    await ask('a', 0);
    for (let n = 0; n < 1_000; n += 1) expect(await ask(`forged-${n}`, 29.9)).toBe('unknown');
    expect(state.fetched).toBe(1);
    const flood = Array.from({ length: 1_000 }, (_, n) => ask(`forged-${n}`, 30));
    expect(new Set(await Promise.all(flood))).toEqual(new Set(['unknown']));
    expect(state.fetched).toBe(2);
    expect(await ask('a', 59)).toBe('public');
    expect(await ask('forged', 60)).toBe('unknown');
    expect(state.fetched).toBe(3);
  });

  it('are fetched once for many requests that come at once', async () => {
    const { state, ask } = server({ keys: [a] });
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask('a', 0)));
    expect(new Set(answers)).toEqual(new Set(['public']));
    expect(state.fetched).toBe(1);
  });
});

describe('a server that is down', () => {
  it('is asked again only after 30 seconds', async () => {
    const { state, ask } = server(down);
    for (let n = 0; n < 100; n += 1) expect(await ask('a', n * 0.299)).toBe('unavailable');
    expect(state.fetched).toBe(1);
    state.answer = { keys: [a] };
    expect(await ask('a', 30)).toBe('public');
  });

  it('leaves the last keys in force for an hour, and no longer', async () => {
    const { state, ask } = server({ keys: [a] });
    await ask('a', 0);
    state.answer = down;
    expect(await ask('a', 600)).toBe('public');
    expect(await ask('a', 3_599)).toBe('public');
    expect(await ask('a', 3_600)).toBe('unavailable');
  });

  it('leaves open whether a key is forged or new', async () => {
    const { state, ask } = server({ keys: [a] });
    await ask('a', 0);
    state.answer = down;
    expect(await ask('b', 10)).toBe('unknown');
    expect(await ask('b', 30)).toBe('unavailable');
    expect(await ask('b', 31)).toBe('unavailable');
    expect(state.fetched).toBe(2);
  });

  it.each([null, 'keys', 7, [], {}, { keys: {} }, { keys: [] }, { keys: [null] }, { keys: ['a'] }])(
    'counts as down when it answers %j',
    async (answer) => {
      const { state, ask } = server({ keys: [a] });
      await ask('a', 0);
      state.answer = answer;
      expect(await ask('a', 600)).toBe('public');
      expect(await ask('b', 601)).toBe('unavailable');
    },
  );
});

it('does not wait for ever when the clock is set back', async () => {
  const { state, ask } = server({ keys: [a] });
  await ask('a', 86_400);
  state.answer = { keys: [b] };
  expect(await ask('b', 0)).toBe('public');
});

it('finds keys of several sets that never change', async () => {
  const find = fixedKeys([{ keys: [a] }, { keys: [b] }]);
  expect((await find({ alg: 'ES256', kid: 'b' }, at(0))).type).toBe('public');
  await expect(find({ alg: 'ES256', kid: 'c' }, at(0))).rejects.toBeInstanceOf(errors.JWKSNoMatchingKey);
});
