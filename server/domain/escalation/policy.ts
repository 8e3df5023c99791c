import { z } from 'zod';
import { compareText } from '#server/domain/message/ordering.ts';
import { channels } from '#server/domain/message/report.ts';
import { money } from '#server/domain/money.ts';
import { duration } from './duration.ts';

/**
 * What makes a step happen. `bounced`: the message before it bounced, or was dropped, or failed. `not_delivered` and
 * `not_opened` wait for their time to run out, yet not when a bounce has made certain that waiting is in vain.
 */
export const stepConditions = ['not_opened', 'not_delivered', 'bounced'] as const;

const step = z.strictObject({
  when: z.enum(stepConditions),
  /** How long to wait; for `bounced`, how long a bounce still counts. */
  within: duration,
  after: z.enum(['delivered', 'accepted']),
  send: z.strictObject({ channel: z.enum(channels), template: z.string().min(1) }),
});
export type EscalationStep = Readonly<z.infer<typeof step>>;

/** Which notifications are told again over another channel, when and how. */
export const escalationPolicy = z.strictObject({
  policyId: z.string().min(1),
  version: z.int().positive(),
  appliesTo: z.union([
    z.strictObject({ category: z.string().min(1) }),
    z.strictObject({ template: z.string().min(1) }),
  ]),
  /** True: critical notifications only. */
  critical: z.boolean(),
  /** The first step watches the message on this channel, each later one the message of the step before it. */
  channel: z.enum(channels),
  steps: z.array(step).min(1).max(10),
  /** What all steps of one notification may cost together. A step of unknown price is then not taken. */
  maxCost: money.optional(),
  /** Counted from the plan: after this, nothing is sent any more. */
  giveUpAfter: duration,
  /** Whether an open that may be a machine's or a person's ends the escalation. */
  unknownOpens: z.enum(['ignore', 'count']),
});
export type EscalationPolicy = Readonly<z.infer<typeof escalationPolicy>>;

interface Notification {
  readonly category: string;
  readonly template: string;
  readonly criticality: 'normal' | 'critical';
}

/** The one policy for a notification: its template's before its category's, then the smallest id; null for none. */
export function policyFor(
  notification: Notification,
  policies: readonly EscalationPolicy[],
): EscalationPolicy | null {
  const fitting = policies.filter((policy) => applies(policy, notification));
  const [first] = fitting.sort(
    (a, b) => Number(isForTemplate(b)) - Number(isForTemplate(a)) || compareText(a.policyId, b.policyId),
  );
  return first ?? null;
}

function applies({ appliesTo, critical }: EscalationPolicy, notification: Notification): boolean {
  if (critical && notification.criticality !== 'critical') return false;
  return 'template' in appliesTo
    ? appliesTo.template === notification.template
    : appliesTo.category === notification.category;
}

function isForTemplate({ appliesTo }: EscalationPolicy): boolean {
  return 'template' in appliesTo;
}
