import { createHash, randomBytes } from 'node:crypto';
import { decideApiKey } from '#server/domain/api-key/decide.ts';
import { apiKeyStream } from '#server/domain/api-key/events.ts';
import type { ApiKeyScope } from '#server/domain/api-key/scope.ts';
import { unknownApiKey } from '#server/domain/api-key/state.ts';
import { apiKeyToken } from '#server/domain/api-key/token.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { adminEvent } from './admin-event.ts';

export interface CreateApiKey {
  readonly name: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly actor: string;
  readonly at: Instant;
}

/** Makes a key, which works from the moment this resolves. `token` is told here and never again. */
export async function createApiKey(
  { eventStore }: { readonly eventStore: EventStore },
  { name, scopes, actor, at }: CreateApiKey,
): Promise<{ readonly keyId: string; readonly token: string }> {
  const keyId = randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(secret).digest('hex');
  const data = { keyId, name, hash, scopes: [...new Set(scopes)].sort() };
  const events = decideApiKey({ type: 'CreateApiKey', data }, unknownApiKey);
  await eventStore.append(
    events.map((event) => ({
      ...event,
      stream: apiKeyStream(keyId),
      ...adminEvent(`api-key-${keyId}:created`, { actor, at }, ['api key created', keyId]),
    })),
  );
  return { keyId, token: apiKeyToken(keyId, secret) };
}
