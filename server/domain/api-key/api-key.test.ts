import { describe, expect, it } from 'vitest';
import { historicEvent } from '#server/domain/event-history.ts';
import { decideApiKey } from './decide.ts';
import { evolveApiKey, isApiKeyEvent, type StoredApiKeyEvent } from './evolve.ts';
import { type ApiKeyState, unknownApiKey } from './state.ts';

const data = {
  keyId: '5f1c0a9be27d4836',
  name: 'billing backend',
  hash: 'a'.repeat(64),
  scopes: ['messages:read' as const],
};
const { keyId } = data;
const created = historicEvent<'ApiKeyCreated'>({ type: 'ApiKeyCreated', data, personal: null });
const revoked = historicEvent<'ApiKeyRevoked'>({ type: 'ApiKeyRevoked', data: { keyId }, personal: null });
const given = (...events: StoredApiKeyEvent[]) => events.reduce<ApiKeyState>(evolveApiKey, unknownApiKey);

const create = { type: 'CreateApiKey', data } as const;
const revoke = { type: 'RevokeApiKey', keyId } as const;

describe('creating a key', () => {
  it('brings one that was not there', () => {
    expect(decideApiKey(create, given())).toStrictEqual([{ type: 'ApiKeyCreated', data, personal: null }]);
  });

  it('brings nothing where its id is taken, revoked or not', () => {
    expect(decideApiKey(create, given(created))).toStrictEqual([]);
    expect(decideApiKey(create, given(created, revoked))).toStrictEqual([]);
  });
});

describe('revoking a key', () => {
  it('ends it', () => {
    expect(decideApiKey(revoke, given(created))).toStrictEqual([
      { type: 'ApiKeyRevoked', data: { keyId }, personal: null },
    ]);
  });

  it('brings nothing the second time', () => {
    expect(decideApiKey(revoke, given(created, revoked))).toStrictEqual([]);
  });

  it('is refused where there is none', () => {
    expect(() => decideApiKey(revoke, given())).toThrow(expect.objectContaining({ code: 'api_key_unknown' }));
  });
});

describe('the state of a key', () => {
  it('is active until it is revoked, and then for ever revoked, in every order', () => {
    const ended = { status: 'revoked', key: data };
    expect(given(created)).toStrictEqual({ status: 'active', key: data });
    expect(given(revoked)).toStrictEqual({ status: 'revoked', key: null });
    expect(given(created, revoked)).toStrictEqual(ended);
    expect(given(revoked, created, revoked, created)).toStrictEqual(ended);
  });

  it('follows the events of keys alone', () => {
    const other = historicEvent<'AllResumed'>({ type: 'AllResumed', data: { userId: 'u' }, personal: null });
    expect([created, revoked, other].map((event) => isApiKeyEvent(event))).toEqual([true, true, false]);
  });
});
