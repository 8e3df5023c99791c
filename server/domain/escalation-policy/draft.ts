import { z } from 'zod';
import { type EscalationPolicy, escalationPolicy } from '#server/domain/escalation/policy.ts';

/** A policy as somebody writes it; its version is given when it is saved. */
export const policyDraft = escalationPolicy.omit({ version: true }).extend({
  policyId: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,39}$/, {
      error: 'Use 2 to 40 small letters, digits and hyphens, and begin with a letter.',
    })
    // The page on which policies are made has this name.
    .refine((id) => id !== 'new', { error: 'This name is taken. Choose another.' }),
});
export type PolicyDraft = Readonly<z.infer<typeof policyDraft>>;

/** The draft as the policy it becomes. */
export function withVersion(draft: PolicyDraft, version: number): EscalationPolicy {
  return { ...draft, version };
}

/** Whether both say the same, whatever their versions: a database gives the properties of JSON back in its own order. */
export function isSamePolicy(a: PolicyDraft | EscalationPolicy, b: PolicyDraft | EscalationPolicy): boolean {
  return canonicalText(a) === canonicalText(b);
}

function canonicalText(policy: PolicyDraft | EscalationPolicy): string {
  const { policyId, appliesTo, critical, channel, steps, maxCost, giveUpAfter, unknownOpens } = policy;
  return JSON.stringify([
    policyId,
    'template' in appliesTo ? ['template', appliesTo.template] : ['category', appliesTo.category],
    critical,
    channel,
    steps.map(({ when, within, after, send }) => [when, within, after, send.channel, send.template]),
    maxCost === undefined ? null : [maxCost.currency, maxCost.amountMicros],
    giveUpAfter,
    unknownOpens,
  ]);
}
