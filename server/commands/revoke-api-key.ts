import { decideApiKey } from '#server/domain/api-key/decide.ts';
import { apiKeyStream } from '#server/domain/api-key/events.ts';
import { evolveApiKey, isApiKeyEvent } from '#server/domain/api-key/evolve.ts';
import { type ApiKeyState, unknownApiKey } from '#server/domain/api-key/state.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { adminEvent } from './admin-event.ts';

export interface RevokeApiKey {
  readonly keyId: string;
  readonly actor: string;
  readonly at: Instant;
}

/**
 * Ends a key for ever; false when it had ended. Every server refuses it within five seconds from when this resolves.
 * Throws DomainError `api_key_unknown`.
 */
export async function revokeApiKey(
  { eventStore }: { readonly eventStore: EventStore },
  { keyId, actor, at }: RevokeApiKey,
): Promise<{ readonly revoked: boolean }> {
  const stream = apiKeyStream(keyId);
  const history = await eventStore.readStream(stream);
  const state = history
    .filter((event) => isApiKeyEvent(event))
    .reduce<ApiKeyState>(evolveApiKey, unknownApiKey);
  const { appended } = await eventStore.append(
    decideApiKey({ type: 'RevokeApiKey', keyId }, state).map((event) => ({
      ...event,
      stream,
      ...adminEvent(`api-key-${keyId}:revoked`, { actor, at }, ['api key revoked', keyId]),
    })),
  );
  return { revoked: appended > 0 };
}
