import { z } from 'zod';
import type { EventDefinitions } from '#server/domain/event-definition.ts';
import { eventId } from '#server/domain/event-id.ts';
import { instant } from '#server/domain/instant.ts';

/** What is told of an item that could not be read: field paths and codes, never values. */
const failing = {
  provider: z.string().min(1),
  failure: z.string().min(1),
  adapterVersion: z.int().positive(),
};

/** Verified items that belong to no message. Stream `webhook-<provider>`. */
export const webhookEvents = {
  /** Signed by the provider, but the adapter could not read it. Kept whole, shown as a dead letter. */
  WebhookUnrecognized: {
    version: 1,
    data: z.strictObject(failing),
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
  /** An unreadable item was read again. What it turned out to say was appended beside this, caused by the item. */
  DeadLetterReplayed: {
    version: 1,
    data: z.strictObject({
      letter: z.strictObject({ id: eventId, receivedAt: instant, ...failing }),
      replayId: z.string().min(1),
      /** Of the build that tried. */
      adapterVersion: z.int().positive(),
      /** Null when it was read. */
      failure: z.string().min(1).nullable(),
      /** How many events it was read as, redeliveries included. */
      events: z.int().nonnegative(),
    }),
    personal: null,
    upcast: {},
  },
} as const satisfies EventDefinitions;

const replay = { replayId: z.string().min(1) };

/** Many unreadable items to be read again, one after the other. Stream `dead-letter-replays`. */
export const replayEvents = {
  DeadLetterReplayRequested: {
    version: 1,
    data: z.strictObject({
      ...replay,
      /** The group of items that failed alike; null for all that are open. */
      signature: z.string().min(1).nullable(),
      /** How many there were when it was asked for. */
      letters: z.int().nonnegative(),
    }),
    personal: null,
    upcast: {},
  },
  DeadLetterReplayFinished: {
    version: 1,
    data: z.strictObject({
      ...replay,
      read: z.int().nonnegative(),
      unreadable: z.int().nonnegative(),
      /** Erased since, or of a provider that is not listened to any more. */
      skipped: z.int().nonnegative(),
    }),
    personal: null,
    upcast: {},
  },
} as const satisfies EventDefinitions;

export const replayStream = 'dead-letter-replays';

export function webhookStream(provider: string): string {
  return `webhook-${provider}`;
}
