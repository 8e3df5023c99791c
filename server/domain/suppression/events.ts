import { z } from 'zod';
import type { EventDefinitions, EventOf } from '#server/domain/event-definition.ts';
import { eventRef } from '#server/domain/event-id.ts';
import { instant } from '#server/domain/instant.ts';
import { type Channel, channels } from '#server/domain/message/report.ts';
import { suppressionPolicy } from './policy.ts';
import { suppressionReasons } from './reason.ts';
import { suppressionScope } from './scope.ts';

/** An address on a channel, by the keyed hash the store knows it under. */
const target = { channel: z.enum(channels), subjectId: z.string().min(1) };

/** What is said about an address beyond the reports of providers. Stream `suppression-<channel>-<subject id>`. */
export const suppressionEvents = {
  /** Somebody forbids sending: by hand, from a provider's list, or for a person. */
  SuppressionAdded: {
    version: 2,
    data: z.strictObject({
      ...target,
      // Soft bounces are counted from reports, so nobody can claim that there were enough.
      reason: z.enum(suppressionReasons).exclude(['soft_bounce_limit']),
      scope: suppressionScope,
      expiresAt: instant.nullable(),
      /** For the audit; never names the person. */
      why: z.string().min(1).nullable(),
    }),
    // The first version kept no address, so nobody could see who was meant.
    personal: z.strictObject({ address: z.string().min(1) }),
    upcast: { 1: (data) => data },
  },
  /** What one cell of the address's state held up to an event counts no more; newer events do. */
  SuppressionLifted: {
    version: 1,
    data: z.strictObject({
      ...target,
      cell: z.string().min(1),
      upTo: eventRef,
      /** For the audit; never names the person. */
      why: z.string().min(1),
      /** Shared by all that one undo lifted; null for a suppression lifted by itself. */
      causeId: z.string().min(1).nullable(),
    }),
    personal: null,
    upcast: {},
  },
  /** What one undo was about and came to; each lift names it. Stream `suppression-undo-<cause id>`. */
  SuppressionsUndone: {
    version: 1,
    data: z.strictObject({
      causeId: z.string().min(1),
      from: instant,
      /** The first moment that did not belong to it. */
      to: instant,
      reasons: z.array(z.enum(suppressionReasons)).min(1),
      /** Null for all. */
      sources: z.array(z.string().min(1)).nullable(),
      /** For the audit; never names a person. */
      why: z.string().min(1),
      lifted: z.int().min(1),
    }),
    personal: null,
    upcast: {},
  },
  /** The rules by which reports suppress, from now on or for all history. Stream `suppression-policy`. */
  SuppressionPolicyChanged: {
    version: 1,
    data: z.strictObject({ policy: suppressionPolicy, applies: z.enum(['from_now', 'to_history']) }),
    personal: null,
    upcast: {},
  },
} as const satisfies EventDefinitions;

type EventNamed<Type extends keyof typeof suppressionEvents> = Extract<
  EventOf<typeof suppressionEvents>,
  { type: Type }
>;
export type SuppressionAdded = EventNamed<'SuppressionAdded'>;
export type SuppressionLifted = EventNamed<'SuppressionLifted'>;
export type SuppressionsUndone = EventNamed<'SuppressionsUndone'>;
export type SuppressionPolicyChanged = EventNamed<'SuppressionPolicyChanged'>;

export const suppressionPolicyStream = 'suppression-policy';

export function suppressionUndoStream(causeId: string): string {
  return `suppression-undo-${causeId}`;
}

export function suppressionStream(channel: Channel, subjectId: string): string {
  return `suppression-${channel}-${subjectId}`;
}
