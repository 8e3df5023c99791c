import { describe, expect, expectTypeOf, it } from 'vitest';
import { apiKeys } from '#db/schema/api-keys.ts';
import { apiKeyEvents } from '#server/domain/api-key/events.ts';
import type { StoredApiKeyEvent } from '#server/domain/api-key/evolve.ts';
import { historicEvent } from '#server/domain/event-history.ts';
import { expectInEveryOrder, expectRowsToFit } from '#server/testing/fold-checks.ts';
import { type ApiKeyRow, apiKeysFold } from './fold.ts';

const keyId = '5f1c0a9be27d4836';
const created = historicEvent<'ApiKeyCreated'>(
  {
    type: 'ApiKeyCreated',
    data: { keyId, name: 'billing backend', hash: 'a'.repeat(64), scopes: ['messages:read'] },
    personal: null,
  },
  { position: 1, actor: 'user-admin' },
);
const revoked = historicEvent<'ApiKeyRevoked'>(
  { type: 'ApiKeyRevoked', data: { keyId }, personal: null },
  { position: 2, actor: 'user-other' },
);
const unsigned = { ...created, actor: null };

const fold = (events: readonly StoredApiKeyEvent[]) => {
  const row = events.reduce<ApiKeyRow | null>(
    (state, event) => apiKeysFold.evolve(state, event, keyId),
    null,
  );
  if (row === null) throw new Error('a row needs an event');
  return row;
};

describe('a row', () => {
  it('has exactly the columns of the table, with a value where there must be one', () => {
    expectRowsToFit(apiKeys, [
      fold([created, revoked]),
      fold([unsigned]),
      fold([{ ...revoked, actor: null }]),
    ]);
    expectTypeOf<keyof ApiKeyRow>().toEqualTypeOf<keyof typeof apiKeys.$inferSelect>();
  });

  it('says what the key may do and that it ended, in every order, and never its hash', () => {
    const expected: ApiKeyRow = {
      keyId,
      name: 'billing backend',
      scopes: ['messages:read'],
      createdAt: '2026-11-21T12:01:00.000Z',
      createdBy: 'user-admin',
      revokedAt: '2026-11-21T12:02:00.000Z',
      revokedBy: 'user-other',
    };
    expectInEveryOrder(fold, [created, revoked], expected, 4);
  });

  it('is left untouched by what it holds already', () => {
    const row = fold([created, revoked]);
    for (const event of [created, revoked]) expect(apiKeysFold.evolve(row, event, keyId)).toBe(row);
  });
});

it('is found by its key, and follows every event of keys', () => {
  expect(apiKeysFold.keysOf(created)).toEqual([keyId]);
  expect([...apiKeysFold.handles]).toEqual(Object.keys(apiKeyEvents));
});
