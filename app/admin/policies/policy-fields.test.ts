import { describe, expect, it } from 'vitest';
import type { Choices, Policy } from './policy.ts';
import {
  draftOf,
  fieldsOf,
  isCapReadable,
  isSameDraft,
  mostSteps,
  newFields,
  type PolicyFields,
  withStepAdded,
  withStepMoved,
  withStepRemoved,
} from './policy-fields.ts';

const choices: Choices = {
  categories: [
    { id: 'security', title: 'Security', stream: 'transactional' },
    { id: 'billing', title: 'Billing', stream: 'transactional' },
  ],
  templates: [{ id: 'receipt', title: 'Receipt' }],
};
const policy: Policy = {
  policyId: 'receipts',
  version: 3,
  appliesTo: { template: 'receipt' },
  critical: true,
  channel: 'push',
  steps: [
    { when: 'bounced', within: '15m', after: 'accepted', send: { channel: 'sms', template: 'receipt' } },
    { when: 'not_opened', within: '1h', after: 'accepted', send: { channel: 'email', template: 'receipt' } },
  ],
  maxCost: { currency: 'USD', amountMicros: 75_000 },
  giveUpAfter: '1d',
  unknownOpens: 'count',
};

describe('the fields of a policy', () => {
  it('give the same policy back', () => {
    const { version: _, ...draft } = policy;
    expect(draftOf(fieldsOf(policy, 'EUR'))).toEqual(draft);
    const { maxCost: __, ...free } = draft;
    expect(draftOf(fieldsOf({ ...free, version: 1 }, 'EUR'))).toEqual(free);
  });

  it('of a new one make a draft that lacks a name only', () => {
    expect(draftOf({ ...newFields(choices, 'EUR'), policyId: ' receipts ' })).toEqual({
      policyId: 'receipts',
      appliesTo: { category: 'billing' },
      critical: false,
      channel: 'email',
      steps: [
        {
          when: 'not_opened',
          within: '15m',
          after: 'delivered',
          send: { channel: 'sms', template: 'receipt' },
        },
      ],
      giveUpAfter: '1d',
      unknownOpens: 'ignore',
    });
  });

  it('know a cap that cannot be read from none', () => {
    const fields = fieldsOf(policy, 'EUR');
    expect(['0.5', '', 'five'].map((capAmount) => isCapReadable({ ...fields, capAmount }))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('are as they were unless something else would be saved', () => {
    const fields = fieldsOf(policy, 'EUR');
    expect(isSameDraft(fields, { ...fields, category: 'billing', capAmount: '0.0750' })).toBe(true);
    expect(isSameDraft(fields, { ...fields, giveUpAfter: '2d' })).toBe(false);
    expect(isSameDraft({ ...fields, capAmount: '' }, { ...fields, capAmount: 'five' })).toBe(false);
  });
});

describe('steps', () => {
  const fields = fieldsOf(policy, 'EUR');
  const keys = (steps: PolicyFields['steps']) => steps.map(({ key }) => key);

  it('are moved by one place, and not beyond the ends', () => {
    expect(keys(withStepMoved(fields, 1, -1))).toEqual([1, 0]);
    expect(keys(withStepMoved(fields, 0, 1))).toEqual([1, 0]);
    expect(withStepMoved(fields, 0, -1)).toBe(fields.steps);
    expect(withStepMoved(fields, 1, 1)).toBe(fields.steps);
  });

  it('are added with a key of their own, up to ten', () => {
    expect(keys(withStepAdded(fields))).toEqual([0, 1, 2]);
    expect(keys(withStepAdded({ ...fields, steps: withStepMoved(fields, 0, 1) }))).toEqual([1, 0, 2]);
    let steps = fields.steps;
    for (let n = 0; n < 20; n += 1) steps = withStepAdded({ ...fields, steps });
    expect(steps).toHaveLength(mostSteps);
    expect(new Set(keys(steps)).size).toBe(mostSteps);
  });

  it('are removed, but for the last one', () => {
    const one = withStepRemoved(fields, 0);
    expect(keys(one)).toEqual([1]);
    expect(withStepRemoved({ ...fields, steps: one }, 1)).toBe(one);
  });
});
