import { z } from 'zod';
import type { EventDefinitions, EventOf } from '#server/domain/event-definition.ts';

const erasure = { erasureId: z.string().min(1) };
/** Why it was decided so; never names the person. */
const decided = z.strictObject({ ...erasure, reason: z.string().min(1) });

/** The languages that the last mail is written in. */
export const erasureLanguages = ['en', 'de'] as const;
export type ErasureLanguage = (typeof erasureLanguages)[number];

/** What becomes of a person's wish that everything about them is erased. Stream `erasure-<id>`. */
export const erasureEvents = {
  ErasureRequested: {
    version: 1,
    data: z.strictObject({
      ...erasure,
      /** All whom the person stands for, as the installation names them. */
      userIds: z.array(z.string().min(1)).min(1),
      /** The addresses that the person proved to be theirs, by their keyed hashes. */
      subjectIds: z.array(z.string().min(1)),
      language: z.enum(erasureLanguages),
    }),
    personal: z.strictObject({
      /** Where the last mail goes; none for somebody who was handed over and has no address that we know. */
      email: z.string().min(1).optional(),
    }),
    upcast: {},
  },
  ErasureWithdrawn: { version: 1, data: z.strictObject(erasure), personal: null, upcast: {} },
  ErasureRefused: { version: 1, data: decided, personal: null, upcast: {} },
  /** From here on there is no way back. */
  ErasureConfirmed: { version: 1, data: decided, personal: null, upcast: {} },
  ErasureCompleted: {
    version: 1,
    data: z.strictObject({
      ...erasure,
      /** How many addresses and ids of the person can never be read again. */
      subjects: z.int().nonnegative(),
      /** Addresses that are somebody else's too, of which only the tie to this person is gone. */
      shared: z.int().nonnegative(),
      /** Whether the last mail was taken. */
      told: z.boolean(),
    }),
    personal: null,
    upcast: {},
  },
} as const satisfies EventDefinitions;

export type ErasureEvent = EventOf<typeof erasureEvents>;
export type ErasureData<Type extends ErasureEvent['type']> = Extract<ErasureEvent, { type: Type }>['data'];

export function isErasureEvent<E extends { readonly type: string }>(
  event: E,
): event is Extract<E, { type: ErasureEvent['type'] }> {
  return Object.hasOwn(erasureEvents, event.type);
}

export function erasureStream(erasureId: string): string {
  return `erasure-${erasureId}`;
}
