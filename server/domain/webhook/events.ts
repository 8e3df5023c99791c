import { z } from 'zod';
import type { EventDefinitions } from '#server/domain/event-definition.ts';

/** Verified items that belong to no message. Stream `webhook-<provider>`. */
export const webhookEvents = {
  /** Signed by the provider, but the adapter could not read it. Kept whole, shown as a dead letter. */
  WebhookUnrecognized: {
    version: 1,
    data: z.strictObject({
      provider: z.string().min(1),
      /** Groups items that fail the same way: field paths and codes, never values. */
      failure: z.string().min(1),
      adapterVersion: z.int().positive(),
    }),
    personal: z.strictObject({
      /** The item as JSON, or the body as text when it was not JSON; `base64` when it was not UTF-8 either. */
      raw: z.string(),
      encoding: z.enum(['json', 'text', 'base64']),
    }),
    upcast: {},
  },
  /** The provider did something to our account, such as a compliance suspension. */
  ProviderAccountChanged: {
    version: 1,
    data: z.strictObject({ provider: z.string().min(1), change: z.string().min(1) }),
    personal: z.strictObject({ raw: z.json() }),
    upcast: {},
  },
} as const satisfies EventDefinitions;

export function webhookStream(provider: string): string {
  return `webhook-${provider}`;
}
