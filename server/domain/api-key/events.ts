import { z } from 'zod';
import type { EventDefinitions, EventOf } from '#server/domain/event-definition.ts';
import { apiKeyScopes } from './scope.ts';

const key = { keyId: z.string().min(1) };

/** The keys that programs call with. Stream `api-key-<key id>`. */
export const apiKeyEvents = {
  /** Of the secret, 256 random bits, only the SHA-256 in hex is kept. */
  ApiKeyCreated: {
    version: 1,
    data: z.strictObject({
      ...key,
      /** What it is for, as people recognise it; never names a person. */
      name: z.string().min(1),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      scopes: z.array(z.enum(apiKeyScopes)).min(1),
    }),
    personal: null,
    upcast: {},
  },
  /** For ever: there is no way back. */
  ApiKeyRevoked: { version: 1, data: z.strictObject(key), personal: null, upcast: {} },
} as const satisfies EventDefinitions;

export type ApiKeyEvent = EventOf<typeof apiKeyEvents>;

export function apiKeyStream(keyId: string): string {
  return `api-key-${keyId}`;
}
