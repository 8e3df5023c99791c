import { z } from 'zod';
import type { EventDefinitions, EventOf } from '#server/domain/event-definition.ts';
import { channels } from '#server/domain/message/report.ts';

const addressOfPerson = z.strictObject({
  /** As the installation names its people; opaque to us. */
  userId: z.string().min(1),
  channel: z.enum(channels),
  /** The address by its keyed hash, as reports and suppressions know it. */
  subjectId: z.string().min(1),
});

/** Where a person can be reached: one address a channel. Stream `contact-<user id>`. */
export const contactEvents = {
  ContactAddressSet: {
    version: 1,
    data: addressOfPerson,
    personal: z.strictObject({ address: z.string().min(1) }),
    upcast: {},
  },
  ContactAddressRemoved: { version: 1, data: addressOfPerson, personal: null, upcast: {} },
} as const satisfies EventDefinitions;

export type ContactEvent = EventOf<typeof contactEvents>;

export function contactStream(userId: string): string {
  return `contact-${userId}`;
}
