import { DomainError } from '#server/domain/domain-error.ts';
import type { ApiKeyEvent } from './events.ts';
import type { ApiKeyState } from './state.ts';

type Created = Extract<ApiKeyEvent, { type: 'ApiKeyCreated' }>;

export type ApiKeyCommand =
  | { readonly type: 'CreateApiKey'; readonly data: Created['data'] }
  | { readonly type: 'RevokeApiKey'; readonly keyId: string };

/** What a wish about a key brings; nothing where it is so already. Throws DomainError `api_key_unknown`. */
export function decideApiKey(command: ApiKeyCommand, state: ApiKeyState): readonly ApiKeyEvent[] {
  switch (command.type) {
    case 'CreateApiKey':
      return state.status === 'unknown'
        ? [{ type: 'ApiKeyCreated', data: command.data, personal: null }]
        : [];
    case 'RevokeApiKey':
      if (state.status === 'unknown') throw new DomainError('api_key_unknown', 'No key has this id.');
      if (state.status === 'revoked') return [];
      return [{ type: 'ApiKeyRevoked', data: { keyId: command.keyId }, personal: null }];
  }
}
