import { z } from 'zod';
import type { EventDefinitions, EventOf } from '#server/domain/event-definition.ts';
import { instant } from '#server/domain/instant.ts';
import { channels } from '#server/domain/message/report.ts';

const ofCall = {
  messageId: z.string().min(1),
  channel: z.enum(channels),
  provider: z.string().min(1),
  /** Counted from 1: a provider is asked again after it put us off. */
  call: z.int().positive(),
};

/** How a message is handed to a provider. Stream `message-<id>`, among the reports that follow; written by us alone. */
export const handoverEvents = {
  /**
   * Appended before the provider is asked, under the one key of its call: whoever appended it may ask, and nobody else.
   * A call of which nothing more is known may have sent the message.
   */
  HandoverStarted: { version: 1, data: z.strictObject(ofCall), personal: null, upcast: {} },
  /** The provider certainly did not take the message, and may do so later. */
  HandoverPutOff: {
    version: 1,
    data: z.strictObject({
      ...ofCall,
      /** Null where the provider did not say when. */
      askAgainAt: instant.nullable(),
    }),
    personal: z.strictObject({ recipient: z.string().min(1), reason: z.string().min(1) }),
    upcast: {},
  },
} as const satisfies EventDefinitions;

export type HandoverEvent = EventOf<typeof handoverEvents>;

export function isHandoverEvent<E extends { readonly type: string }>(
  event: E,
): event is Extract<E, { type: HandoverEvent['type'] }> {
  return Object.hasOwn(handoverEvents, event.type);
}
