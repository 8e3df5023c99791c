import { createHash, timingSafeEqual } from 'node:crypto';
import { apiKeyStream } from '#server/domain/api-key/events.ts';
import { evolveApiKey, isApiKeyEvent } from '#server/domain/api-key/evolve.ts';
import { type ApiKeyScope, apiKeyScopes } from '#server/domain/api-key/scope.ts';
import { type ApiKeyState, unknownApiKey } from '#server/domain/api-key/state.ts';
import { readApiKeyToken } from '#server/domain/api-key/token.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';

/** The program on whose behalf a request is answered. */
export interface ApiCaller {
  /** Who the events it writes name: `api-key-<id>`. */
  readonly actor: string;
  readonly scopes: ReadonlySet<ApiKeyScope>;
}

export interface ApiKeys {
  /** Who calls with this `Authorization` header; null for nobody we know. */
  callerOf(authorization: string | null): Promise<ApiCaller | null>;
}

interface Options {
  /** `EARSHOT_API_KEY`: may do everything. */
  readonly bootstrapKey: string | undefined;
  /** What is needed of an event store. */
  readonly eventStore: { readStream(stream: string): Promise<readonly StoredEvent[]> };
  readonly nowMs: () => number;
}

/** How long a key that was read counts as it was, and so the time within which a revoked one is refused. */
export const keyFreshMs = 3_000;
const mostRemembered = 1_000;

interface Remembered {
  readonly state: Promise<ApiKeyState>;
  readonly untilMs: number;
}

/**
 * Verifies keys against their own streams, which no read model's delay concerns. What was read is remembered for
 * `keyFreshMs`, so that a busy key costs one look-up in that time.
 */
export function openApiKeys({ bootstrapKey, eventStore, nowMs }: Options): ApiKeys {
  const remembered = new Map<string, Remembered>();

  const stateOf = (keyId: string): Promise<ApiKeyState> => {
    const known = remembered.get(keyId);
    if (known !== undefined && nowMs() < known.untilMs) return known.state;
    // Guessed ids must not fill the memory; real keys are few and soon read again.
    if (remembered.size >= mostRemembered) remembered.clear();
    const state = eventStore
      .readStream(apiKeyStream(keyId))
      .then((events) =>
        events.filter((event) => isApiKeyEvent(event)).reduce<ApiKeyState>(evolveApiKey, unknownApiKey),
      );
    remembered.set(keyId, { state, untilMs: nowMs() + keyFreshMs });
    state.catch(() => remembered.delete(keyId));
    return state;
  };

  return {
    async callerOf(authorization) {
      const token = bearerOf(authorization);
      if (token === null) return null;
      if (bootstrapKey !== undefined && isSame(digest(token), digest(bootstrapKey))) {
        return { actor: 'api-key-bootstrap', scopes: new Set(apiKeyScopes) };
      }
      const parts = readApiKeyToken(token);
      if (parts === null) return null;
      const state = await stateOf(parts.keyId);
      // The same work for a key that is not there, so that time does not tell which ids are.
      const hash = state.status === 'active' ? state.key.hash : digest('').toString('hex');
      const fits = isSame(digest(parts.secret), Buffer.from(hash, 'hex'));
      if (!fits || state.status !== 'active') return null;
      return { actor: apiKeyStream(parts.keyId), scopes: new Set(state.key.scopes) };
    },
  };
}

/** RFC 6750 §2.1; the scheme's name is read in any case (RFC 9110 §11.1). */
function bearerOf(authorization: string | null): string | null {
  return /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? null;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
