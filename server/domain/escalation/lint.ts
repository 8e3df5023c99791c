import type { Channel } from '#server/domain/message/report.ts';
import type { Money } from '#server/domain/money.ts';
import { durationMs } from './duration.ts';
import type { EscalationPolicy, EscalationStep } from './policy.ts';

/** `rarely`: not by its time, only when the message before it was lost or not sent. `always`: whatever the person does. */
type LintVerdict = 'never' | 'rarely' | 'always';

export interface LintFinding {
  /** Counted from 0. */
  readonly step: number;
  readonly verdict: LintVerdict;
  readonly rule:
    | 'marketing_never_sms'
    | 'delivered_cannot_be_undelivered'
    | 'delivery_not_told'
    | 'bounce_not_told'
    | 'opening_not_told'
    | 'gives_up_before'
    | 'too_dear'
    | 'price_unknown'
    | 'follows_never';
  /** One sentence for whoever writes the policy. */
  readonly message: string;
}

/** What the policy meets in the installation. */
export interface LintContext {
  /** Of the category, or of the template's category, that the policy is for. */
  readonly stream: 'transactional' | 'marketing';
  /** The lowest price of one message on each channel; null where it is unknown. */
  readonly prices: Readonly<Record<Channel, Money | null>>;
}

/** What can be heard of a message: push services and carriers tell less than mail servers do. */
export const heardOn = {
  email: { delivery: true, bounce: true, opening: true },
  sms: { delivery: true, bounce: true, opening: false },
  push: { delivery: false, bounce: true, opening: true },
  in_app: { delivery: true, bounce: false, opening: true },
} as const satisfies Record<Channel, { delivery: boolean; bounce: boolean; opening: boolean }>;

/** The steps that can never happen, or not as they read; none for a policy that means what it says. */
export function lintPolicy(policy: EscalationPolicy, context: LintContext): readonly LintFinding[] {
  const findings: LintFinding[] = [];
  let isReachable = true;
  let waitedMs = 0;
  for (const [index, step] of policy.steps.entries()) {
    if (!isReachable) {
      findings.push({ step: index, verdict: 'never', ...words('follows_never') });
      continue;
    }
    const before = policy.steps[index - 1];
    // A step before it that is always skipped leaves nothing to watch, and then this one follows at once.
    const follows = before !== undefined && refusalRule(before, policy, context) !== null;
    if (!follows && step.when !== 'bounced') waitedMs += durationMs(step.within);
    const condition = follows ? null : conditionFinding(step, before, policy, waitedMs);
    const refusal = refusalRule(step, policy, context);
    if (condition !== null) findings.push({ step: index, ...condition });
    if (refusal !== null) findings.push({ step: index, verdict: 'never', ...words(refusal) });
    isReachable = condition?.verdict !== 'never';
  }
  return findings;
}

type Rule = LintFinding['rule'];
type Finding = Omit<LintFinding, 'step'>;

/** Whether the condition can come to hold, given what the channel tells of the message before the step. */
function conditionFinding(
  step: EscalationStep,
  before: EscalationStep | undefined,
  policy: EscalationPolicy,
  waitedMs: number,
): Finding | null {
  const heard = heardOn[before?.send.channel ?? policy.channel];
  // The step before may turn out to send nothing; the message that was asked for is there before there is a plan.
  const lost: LintVerdict = before === undefined && !heard.bounce ? 'never' : 'rarely';
  if (step.when === 'bounced') {
    return heard.bounce ? null : { verdict: lost, ...words('bounce_not_told') };
  }
  const isTooLong = waitedMs >= durationMs(policy.giveUpAfter);
  const rule = timerRule(step, heard.delivery) ?? (isTooLong ? 'gives_up_before' : null);
  if (rule !== null) return { verdict: lost, ...words(rule) };
  if (step.when === 'not_opened' && !heard.opening) {
    return { verdict: 'always', ...words('opening_not_told') };
  }
  return null;
}

/** Why the time of a step can never run out with its condition holding. */
function timerRule(step: EscalationStep, tellsDelivery: boolean): Rule | null {
  if (step.after === 'delivered' && !tellsDelivery) return 'delivery_not_told';
  if (step.after === 'delivered' && step.when === 'not_delivered') return 'delivered_cannot_be_undelivered';
  return null;
}

/** Why the step would be skipped although its condition holds. */
function refusalRule(step: EscalationStep, { maxCost }: EscalationPolicy, context: LintContext): Rule | null {
  const { channel } = step.send;
  if (channel === 'sms' && context.stream === 'marketing') return 'marketing_never_sms';
  if (maxCost === undefined) return null;
  const price = context.prices[channel];
  if (price === null || price.currency !== maxCost.currency) return 'price_unknown';
  return price.amountMicros > maxCost.amountMicros ? 'too_dear' : null;
}

const messages = {
  marketing_never_sms: 'Marketing is never sent as a text message. Choose another channel.',
  delivered_cannot_be_undelivered:
    'What was delivered cannot be undelivered by waiting. Count from when it was accepted.',
  delivery_not_told:
    'Nobody tells when a message on this channel is delivered. Count from when it was accepted.',
  bounce_not_told: 'Messages on this channel do not bounce. Wait for it not to be opened instead.',
  opening_not_told:
    'Opening cannot be seen on this channel, so the step happens unless a link is followed. Wait for delivery instead.',
  gives_up_before:
    'The policy gives up before this step and those before it have waited. Wait for less, or give up later.',
  too_dear: 'One message on this channel costs more than the policy may spend.',
  price_unknown: 'The price of this channel is not known in the currency of the cap.',
  follows_never: 'It follows a step that never happens.',
} as const satisfies Record<Rule, string>;

function words(rule: Rule): Pick<LintFinding, 'rule' | 'message'> {
  return { rule, message: messages[rule] };
}
