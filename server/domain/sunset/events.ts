import { z } from 'zod';
import type { EventDefinitions, EventOf } from '#server/domain/event-definition.ts';
import { instant } from '#server/domain/instant.ts';
import { sunsetPolicy } from './policy.ts';

/** One asking of one address. Every event of it says all of this, so that any one of them tells what it is about. */
const episode = {
  /** The address of a mailbox, by the keyed hash the store knows it under. */
  subjectId: z.string().min(1),
  /** Counted from 1 for each address. */
  episode: z.int().positive(),
  notificationId: z.string().min(1),
  askedAt: instant,
  /** Days to answer in, as the policy said when it was asked. */
  graceDays: z.int().positive(),
};

/** How silent addresses leave marketing. Stream `sunset-<subject id>`, the policy's is `sunset-policy`. */
export const sunsetEvents = {
  SunsetPolicyChanged: {
    version: 1,
    data: z.strictObject({ policy: sunsetPolicy }),
    personal: null,
    upcast: {},
  },
  /** A mail was asked for that asks whether somebody is still interested. */
  SunsetAsked: { version: 1, data: z.strictObject(episode), personal: null, upcast: {} },
  /** Somebody is, also where it had ended before: by the link, by any sign of a person, or because it was lifted by hand. */
  SunsetKept: {
    version: 1,
    data: z.strictObject({ ...episode, by: z.enum(['link', 'engagement', 'lifted']) }),
    personal: null,
    upcast: {},
  },
  /** Nobody answered: the address left marketing. */
  SunsetEnded: { version: 1, data: z.strictObject(episode), personal: null, upcast: {} },
  /** The mail was never sent, so nothing follows from its silence. */
  SunsetCancelled: { version: 1, data: z.strictObject(episode), personal: null, upcast: {} },
} as const satisfies EventDefinitions;

export type SunsetEvent = EventOf<typeof sunsetEvents>;
export type SunsetEpisodeEvent = Exclude<SunsetEvent, { type: 'SunsetPolicyChanged' }>;
export type SunsetEpisode = Omit<Extract<SunsetEvent, { type: 'SunsetAsked' }>['data'], 'subjectId'>;

export const sunsetPolicyStream = 'sunset-policy';

export function sunsetStream(subjectId: string): string {
  return `sunset-${subjectId}`;
}

export function isSunsetEpisodeEvent<E extends { readonly type: string }>(
  event: E,
): event is Extract<E, { type: SunsetEpisodeEvent['type'] }> {
  return event.type !== 'SunsetPolicyChanged' && Object.hasOwn(sunsetEvents, event.type);
}
