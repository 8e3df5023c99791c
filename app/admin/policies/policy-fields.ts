import type { Channel } from '#server/domain/message/report.ts';
import { amountText, moneyOf } from './money-text.ts';
import type { Choices, Draft, Policy, Step } from './policy.ts';

/** A step as its fields hold it. `key` stays with it wherever it is moved. */
export interface StepFields extends Pick<Step, 'when' | 'within' | 'after'> {
  readonly key: number;
  readonly channel: Channel;
  readonly template: string;
}

/** A policy as its fields hold it: texts may say anything. */
export interface PolicyFields extends Pick<Policy, 'critical' | 'channel' | 'giveUpAfter' | 'unknownOpens'> {
  readonly policyId: string;
  readonly target: 'category' | 'template';
  readonly category: string;
  readonly template: string;
  readonly steps: readonly StepFields[];
  /** Empty for no cap. */
  readonly capAmount: string;
  readonly capCurrency: string;
}

/** No policy can have more. */
export const mostSteps = 10;

/** What a new policy begins with: the step that most people want. */
export function newFields({ categories, templates }: Choices, currency: string): PolicyFields {
  const category = categories.find(({ stream, id }) => stream === 'transactional' && id !== 'security');
  return {
    policyId: '',
    target: 'category',
    category: category?.id ?? categories[0]?.id ?? '',
    template: '',
    critical: false,
    channel: 'email',
    steps: [
      {
        ...{ key: 0, when: 'not_opened', within: '15m', after: 'delivered', channel: 'sms' },
        template: templates[0]?.id ?? '',
      },
    ],
    capAmount: '',
    capCurrency: currency,
    giveUpAfter: '1d',
    unknownOpens: 'ignore',
  };
}

export function fieldsOf(policy: Policy, currency: string): PolicyFields {
  const { policyId, appliesTo, critical, channel, steps, maxCost, giveUpAfter, unknownOpens } = policy;
  return {
    ...{ policyId, critical, channel, giveUpAfter, unknownOpens },
    target: 'template' in appliesTo ? 'template' : 'category',
    category: 'category' in appliesTo ? appliesTo.category : '',
    template: 'template' in appliesTo ? appliesTo.template : '',
    steps: steps.map(({ when, within, after, send }, key) => ({ key, when, within, after, ...send })),
    capAmount: maxCost === undefined ? '' : amountText(maxCost),
    capCurrency: maxCost?.currency ?? currency,
  };
}

/** The fields as a draft. A cap that cannot be read is left out: `isCapReadable` tells. */
export function draftOf(fields: PolicyFields): Draft {
  const { policyId, target, category, template, critical, channel, giveUpAfter, unknownOpens } = fields;
  const maxCost = moneyOf(fields.capAmount, fields.capCurrency);
  return {
    policyId: policyId.trim(),
    appliesTo: target === 'template' ? { template } : { category },
    ...{ critical, channel, unknownOpens },
    steps: fields.steps.map((step) => ({
      when: step.when,
      within: step.within.trim(),
      after: step.after,
      send: { channel: step.channel, template: step.template },
    })),
    ...(maxCost === null ? {} : { maxCost }),
    giveUpAfter: giveUpAfter.trim(),
  };
}

export function isCapReadable({ capAmount, capCurrency }: PolicyFields): boolean {
  return capAmount.trim() === '' || moneyOf(capAmount, capCurrency) !== null;
}

/** Whether saving the one would say something else than the other. */
export function isSameDraft(a: PolicyFields, b: PolicyFields): boolean {
  const told = (fields: PolicyFields) => JSON.stringify([draftOf(fields), isCapReadable(fields)]);
  return told(a) === told(b);
}

/** One more step at the end, like the last one but for the channel that it watches. */
export function withStepAdded({ steps }: PolicyFields): readonly StepFields[] {
  const last = steps.at(-1);
  if (last === undefined || steps.length >= mostSteps) return steps;
  const key = Math.max(...steps.map((step) => step.key)) + 1;
  const channel = last.channel === 'push' ? 'sms' : 'push';
  // An SMS does not tell that it was opened, so what follows one asks for less.
  const when = last.channel === 'sms' ? 'not_delivered' : 'not_opened';
  return [...steps, { ...last, key, channel, when, after: 'accepted' }];
}

export function withStepRemoved({ steps }: PolicyFields, key: number): readonly StepFields[] {
  return steps.length === 1 ? steps : steps.filter((step) => step.key !== key);
}

/** The steps with one of them a place further up (-1) or down (1); the same where there is no such place. */
export function withStepMoved({ steps }: PolicyFields, key: number, by: -1 | 1): readonly StepFields[] {
  const from = steps.findIndex((step) => step.key === key);
  const to = from + by;
  const [step, other] = [steps[from], steps[to]];
  if (step === undefined || other === undefined) return steps;
  return steps.with(from, other).with(to, step);
}
