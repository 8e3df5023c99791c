import { z } from 'zod';
import type { EventDefinitions, EventOf } from '#server/domain/event-definition.ts';
import { money } from '#server/domain/money.ts';

export const criticalities = ['normal', 'critical'] as const;

/** What is asked for one person. Stream `notification-<id>`. */
export const notificationEvents = {
  /** One thing to tell one person, on whatever channels it takes. */
  NotificationRequested: {
    version: 1,
    data: z.strictObject({
      notificationId: z.string().min(1),
      /** The host's opaque id of the person; the event's subject is the same person. */
      userId: z.string().min(1),
      category: z.string().min(1),
      template: z.string().min(1),
      criticality: z.enum(criticalities),
      /** What is at stake, for judging whether a channel was worth its price. */
      value: money.optional(),
      /** Keyed hash of all that was asked, so that one key with two contents is noticed although much is sealed. */
      contentHash: z.string().min(1),
    }),
    personal: z.strictObject({
      /** As the caller gave it; it may name the person, so the notification's id is a keyed hash of it. */
      idempotencyKey: z.string().min(1),
      /** Where the host keeps what the template is filled with; the content itself is not stored. */
      dataReference: z.string().min(1).optional(),
    }),
    upcast: {},
  },
} as const satisfies EventDefinitions;

export type NotificationEvent = EventOf<typeof notificationEvents>;

export function notificationStream(notificationId: string): string {
  return `notification-${notificationId}`;
}
