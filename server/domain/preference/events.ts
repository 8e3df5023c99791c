import { z } from 'zod';
import type { EventDefinitions, EventOf } from '#server/domain/event-definition.ts';
import { instant } from '#server/domain/instant.ts';
import { channels } from '#server/domain/message/report.ts';
import { quietHours } from './quiet-hours.ts';

const userId = z.string().min(1);

/** What a person wishes. Stream `preferences-<user id>`. */
export const preferenceEvents = {
  /** A category on a channel, a whole category (`channel` null) or a whole channel (`category` null). */
  PreferenceChanged: {
    version: 1,
    data: z.strictObject({
      userId,
      category: z.string().min(1).nullable(),
      channel: z.enum(channels).nullable(),
      enabled: z.boolean(),
    }),
    personal: null,
    upcast: {},
  },
  /** Nothing but security until further notice, or until an instant. */
  AllPaused: {
    version: 1,
    data: z.strictObject({ userId, until: instant.nullable() }),
    personal: null,
    upcast: {},
  },
  AllResumed: { version: 1, data: z.strictObject({ userId }), personal: null, upcast: {} },
  QuietHoursChanged: {
    version: 1,
    data: z.strictObject({ userId, quietHours: quietHours.nullable() }),
    personal: null,
    upcast: {},
  },
} as const satisfies EventDefinitions;

export type PreferenceEvent = EventOf<typeof preferenceEvents>;

export function preferencesStream(userId: string): string {
  return `preferences-${userId}`;
}
