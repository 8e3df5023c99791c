import { apiKeys } from '#db/schema/api-keys.ts';
import type { ApiKeyEvent } from '#server/domain/api-key/events.ts';
import type { ApiKeyScope } from '#server/domain/api-key/scope.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { StoredEventOf } from '#server/domain/stored-event.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';

/** One key. What made it is null as long as only its end was heard of. */
export interface ApiKeyRow {
  readonly keyId: string;
  readonly name: string | null;
  readonly scopes: readonly ApiKeyScope[] | null;
  readonly createdAt: Instant | null;
  readonly createdBy: string | null;
  readonly revokedAt: Instant | null;
  readonly revokedBy: string | null;
}

/** Answers: which keys are there, what may they do, and which have ended? Nothing in it names a person's address. */
export const apiKeysFold: Projection<ApiKeyRow, ApiKeyEvent['type']> = {
  name: 'api-keys',
  version: 1,
  table: apiKeys,
  key: 'keyId',
  handles: ['ApiKeyCreated', 'ApiKeyRevoked'],
  keysOf: ({ data }) => [data.keyId],
  // The store holds each of the two once for a key, so there is nothing to choose between.
  evolve: (row, event) => {
    const known = row ?? { ...nothing, keyId: event.data.keyId };
    if (event.type === 'ApiKeyCreated') return known.createdAt === null ? created(known, event) : known;
    if (known.revokedAt !== null) return known;
    return { ...known, revokedAt: event.occurredAt, revokedBy: event.actor };
  },
  erase: null,
};

export const apiKeysProjection = defineProjection(apiKeysFold);

const nothing = {
  name: null,
  scopes: null,
  createdAt: null,
  createdBy: null,
  revokedAt: null,
  revokedBy: null,
};

function created(row: ApiKeyRow, { data, occurredAt, actor }: StoredEventOf<'ApiKeyCreated'>): ApiKeyRow {
  return { ...row, name: data.name, scopes: data.scopes, createdAt: occurredAt, createdBy: actor };
}
