import type { StoredEvent } from '#server/domain/stored-event.ts';
import { type ApiKeyEvent, apiKeyEvents } from './events.ts';
import type { ApiKeyState } from './state.ts';

export type StoredApiKeyEvent = StoredEvent<ApiKeyEvent>;

/** Adds one event, in any order: what is revoked stays so. */
export function evolveApiKey(state: ApiKeyState, event: StoredApiKeyEvent): ApiKeyState {
  switch (event.type) {
    case 'ApiKeyCreated':
      if (state.status === 'unknown') return { status: 'active', key: event.data };
      return state.status === 'revoked' && state.key === null ? { ...state, key: event.data } : state;
    case 'ApiKeyRevoked':
      if (state.status === 'revoked') return state;
      return { status: 'revoked', key: state.status === 'active' ? state.key : null };
  }
}

export function isApiKeyEvent<E extends { readonly type: string }>(
  event: E,
): event is Extract<E, { type: ApiKeyEvent['type'] }> {
  return Object.hasOwn(apiKeyEvents, event.type);
}
