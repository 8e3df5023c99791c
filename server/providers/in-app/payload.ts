import { z } from 'zod';
import { identifier, lenient, zonedTime } from '#server/providers/payload-fields.ts';

/** Ids as the host product has them, which may be numbers. */
const id = (maxLength: number) => z.union([identifier(maxLength), z.int().nonnegative().transform(String)]);
const text = lenient(z.string());

/** What a product says about a notification it showed to one of its users. */
export const inAppEvent = z.object({
  /** `delivered`: it is in the inbox. `seen`: it was on the screen, `opened`: on its own. `failed`: it is in none. */
  event: z.enum(['delivered', 'seen', 'opened', 'read', 'clicked', 'failed']),
  userId: id(200),
  at: zonedTime('invalid_format'),
  /** Survives retries; the header `webhook-id` comes before it. */
  id: lenient(id(200)),
  /** Earshot's id of the message. */
  messageId: id(200).optional(),
  /** Earshot's id of the notification, where in the app was the first attempt to tell it, or the `attempt`th. */
  notificationId: id(150).optional(),
  attempt: z.int().nonnegative().max(1000).optional(),
  /** The product's own id of what it showed. It is enough where Earshot sent nothing. */
  itemId: id(400).optional(),
  /** True where something else than a person did it, such as marking everything as read. */
  machine: lenient(z.boolean()),
  /** Where a click led. */
  url: text,
  reason: text,
  category: text,
  template: text,
  ip: text,
  userAgent: text,
});
export type InAppEvent = z.infer<typeof inAppEvent>;
export type InAppEventName = InAppEvent['event'];
