import { z } from 'zod';
import { escalationPolicy } from '#server/domain/escalation/policy.ts';
import type { EventDefinitions, EventOf } from '#server/domain/event-definition.ts';
import { channels } from '#server/domain/message/report.ts';
import { money } from '#server/domain/money.ts';

/** How many times it was changed, with this change: so of two changes made at once only one finds its number free. */
const version = z.int().positive();

/** Which notifications are told again, as people decided it. All are on the one stream `escalation-policies`. */
export const escalationPolicyEvents = {
  /** The whole policy, with its own version. One that was retired is in force again. */
  EscalationPolicySaved: {
    version: 1,
    data: z.strictObject({ policy: escalationPolicy }),
    personal: null,
    upcast: {},
  },
  /** No new notification is planned by it. Those it was planned for keep the copy they were promised. */
  EscalationPolicyRetired: {
    version: 1,
    data: z.strictObject({ policyId: z.string().min(1), version }),
    personal: null,
    upcast: {},
  },
  /** What one message on a channel costs; null where that is not known. */
  ChannelPriceSet: {
    version: 1,
    data: z.strictObject({ channel: z.enum(channels), version, price: money.nullable() }),
    personal: null,
    upcast: {},
  },
} as const satisfies EventDefinitions;

export type EscalationPolicyEvent = EventOf<typeof escalationPolicyEvents>;

export const escalationPoliciesStream = 'escalation-policies';

export function isEscalationPolicyEvent<E extends { readonly type: string }>(
  event: E,
): event is Extract<E, { type: EscalationPolicyEvent['type'] }> {
  return Object.hasOwn(escalationPolicyEvents, event.type);
}
