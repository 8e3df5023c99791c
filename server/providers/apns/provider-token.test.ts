import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { openProviderTokens } from './provider-token.ts';

const startMs = Date.parse('2026-11-21T12:00:00Z');
const minute = 60_000;
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const settings = { key, keyId: 'ABC123DEFG', teamId: 'DEF123GHIJ' };

describe('a provider token', () => {
  it('names the key and the team, and the moment it was made', async () => {
    const token = await openProviderTokens(settings, () => startMs).current();
    const { payload, protectedHeader } = await jwtVerify(token, createPublicKey(key));
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: 'ABC123DEFG' });
    expect(payload).toEqual({ iss: 'DEF123GHIJ', iat: startMs / 1000 });
  });

  it('is used for 40 minutes: longer than Apple wants between two, shorter than it takes one', async () => {
    let nowMs = startMs;
    const tokens = openProviderTokens(settings, () => nowMs);
    const first = await tokens.current();
    nowMs = startMs + 40 * minute - 1;
    expect(await tokens.current()).toBe(first);
    nowMs += 1;
    expect(await tokens.current()).not.toBe(first);
  });

  it('is made once for all who want one', async () => {
    const tokens = openProviderTokens(settings, () => startMs);
    const made = await Promise.all([tokens.current(), tokens.current()]);
    expect(new Set(made).size).toBe(1);
  });

  it('is out of use once forgotten, and no newer one with it', async () => {
    const tokens = openProviderTokens(settings, () => startMs);
    const first = await tokens.current();
    tokens.forget(first);
    const second = await tokens.current();
    expect(second).not.toBe(first);
    tokens.forget(first);
    expect(await tokens.current()).toBe(second);
  });
});
