import { z } from 'zod';
import { sendRules } from '#server/domain/decision/send-decision.ts';
import type { EventDefinitions, EventOf } from '#server/domain/event-definition.ts';
import type { Instant } from '#server/domain/instant.ts';
import { channels } from '#server/domain/message/report.ts';
import { money } from '#server/domain/money.ts';
import { escalationPolicy } from './policy.ts';

/** What made a step happen. */
export const stepCauses = [
  'hard_bounced',
  'soft_bounced',
  'dropped',
  'failed',
  /** We skipped the message before it, since there was no address that could be used. */
  'not_reachable',
  'previous_step_not_sent',
  'not_delivered_in_time',
  'not_opened_in_time',
] as const;
export type StepCause = (typeof stepCauses)[number];

/** Why a step whose time had come sends nothing. */
export const stepRefusals = [...sendRules, 'marketing_never_sms', 'over_cost_cap', 'price_unknown'] as const;
export type StepRefusal = (typeof stepRefusals)[number];

const escalated = { notificationId: z.string().min(1) };
const ofStep = { ...escalated, /** Counted from 0. */ step: z.int().nonnegative() };
const ofIntent = { ...ofStep, messageId: z.string().min(1) };

/** How one notification is told again. Stream `escalation-<notification id>`; written by the engine alone. */
export const escalationEvents = {
  /** The policy is copied, so that a later change of it does not bend what was promised. */
  EscalationPlanned: {
    version: 1,
    data: z.strictObject({
      ...escalated,
      /** The message that the first step watches. */
      messageId: z.string().min(1),
      category: z.string().min(1),
      template: z.string().min(1),
      policy: escalationPolicy,
    }),
    personal: null,
    upcast: {},
  },
  /** Appended before the provider is called, under the one key of its step: so nobody else sends it too. */
  EscalationIntended: {
    version: 1,
    data: z.strictObject({
      ...ofIntent,
      channel: z.enum(channels),
      template: z.string().min(1),
      because: z.enum(stepCauses),
      price: money.nullable(),
    }),
    personal: null,
    upcast: {},
  },
  /** The step's time had come, but it may not be taken. The next step follows. */
  EscalationStepSkipped: {
    version: 1,
    data: z.strictObject({ ...ofStep, channel: z.enum(channels), reason: z.enum(stepRefusals) }),
    personal: null,
    upcast: {},
  },
  /** Nobody can say whether the provider was reached. It is never tried again; a report or a person settles it. */
  EscalationOutcomeUnknown: {
    version: 1,
    data: z.strictObject(ofIntent),
    personal: null,
    upcast: {},
  },
  /** It is known what became of an intent: by what was heard of its message, or because a person found out. */
  EscalationSettled: {
    version: 1,
    data: z.strictObject({
      ...ofIntent,
      outcome: z.enum(['sent', 'not_sent']),
      by: z.enum(['report', 'person']),
    }),
    personal: null,
    upcast: {},
  },
  /** The person has seen the notification. `rule` is what told people from machines, where that was judged. */
  EscalationCancelled: {
    version: 1,
    data: z.strictObject({
      ...ofIntent,
      seen: z.enum(['opened', 'clicked', 'read', 'converted', 'complained']),
      rule: z.strictObject({ id: z.string().min(1), version: z.int().positive() }).nullable(),
    }),
    personal: null,
    upcast: {},
  },
  /** No step is left to wait for: not needed, too late, or the message before it was held back on purpose. */
  EscalationEnded: {
    version: 1,
    data: z.strictObject({ ...ofStep, reason: z.enum(['not_needed', 'expired', 'held_back']) }),
    personal: null,
    upcast: {},
  },
} as const satisfies EventDefinitions;

export type EscalationEvent = EventOf<typeof escalationEvents>;
/** An event with the moment it happened: all that the state is made from. */
export type EscalationFact = EscalationEvent & { readonly occurredAt: Instant };
export type EscalationData<Type extends EscalationEvent['type']> = Extract<
  EscalationEvent,
  { type: Type }
>['data'];

export function escalationStream(notificationId: string): string {
  return `escalation-${notificationId}`;
}
