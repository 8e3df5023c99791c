import { z } from 'zod';
import type { EventDefinitions, EventOf } from '#server/domain/event-definition.ts';
import { channels } from '#server/domain/message/report.ts';
import { money } from '#server/domain/money.ts';
import { directAddresses, metadata, readyContent } from './content.ts';

export const criticalities = ['normal', 'critical'] as const;

/** What is asked for one person. Stream `notification-<id>`. */
export const notificationEvents = {
  /** One thing to tell one person, on whatever channels it takes. */
  NotificationRequested: {
    version: 2,
    data: z.strictObject({
      notificationId: z.string().min(1),
      /** The host's opaque id of the person, who is the event's subject; null where an address is told and nobody named. */
      userId: z.string().min(1).nullable(),
      category: z.string().min(1),
      template: z.string().min(1),
      /** In order of preference; none was named in what the first version asked for. */
      channels: z.array(z.enum(channels)),
      criticality: z.enum(criticalities),
      /** What is at stake, for judging whether a channel was worth its price. */
      value: money.optional(),
      /** Keyed hash of all that was asked, so that one key with two contents is noticed although much is sealed. */
      contentHash: z.string().min(1),
    }),
    // Sealed under the person; where nobody is named, under the address on the first channel that has one.
    personal: z.strictObject({
      /** As the caller gave it; it may name the person, so the notification's id is a keyed hash of it. */
      idempotencyKey: z.string().min(1),
      /** The caller's own reference to what this is about. */
      dataReference: z.string().min(1).optional(),
      /** What the template is filled with. */
      fill: z.record(z.string(), z.json()).optional(),
      /** What to say instead of a template's text. */
      content: readyContent.optional(),
      addresses: directAddresses.optional(),
      metadata: metadata.optional(),
    }),
    upcast: { 1: (data) => ({ ...z.looseObject({}).parse(data), channels: [] }) },
  },
} as const satisfies EventDefinitions;

export type NotificationEvent = EventOf<typeof notificationEvents>;
export type NotificationRequest = NotificationEvent['data'];
export type NotificationPersonal = NotificationEvent['personal'];

export function notificationStream(notificationId: string): string {
  return `notification-${notificationId}`;
}
