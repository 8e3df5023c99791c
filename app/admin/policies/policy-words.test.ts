import { describe, expect, it } from 'vitest';
import type { Choices, Policy, Step } from './policy.ts';
import { changesBetween, durationText, policyLines, stepText, targetText } from './policy-words.ts';

const choices: Choices = {
  categories: [{ id: 'billing', title: 'Billing', stream: 'transactional' }],
  templates: [{ id: 'receipt', title: 'Receipt' }],
};
const step: Step = {
  when: 'not_opened',
  within: '15m',
  after: 'delivered',
  send: { channel: 'sms', template: 'receipt' },
};
const policy: Policy = {
  policyId: 'receipts',
  version: 1,
  appliesTo: { category: 'billing' },
  critical: false,
  channel: 'email',
  steps: [step, { ...step, when: 'bounced', within: '1h', after: 'accepted' }],
  giveUpAfter: '1d',
  unknownOpens: 'ignore',
};

it('says durations in words, and leaves alone what is none', () => {
  expect(['1s', '15m', '1h', '7d', '15', ''].map(durationText)).toEqual([
    '1 second',
    '15 minutes',
    '1 hour',
    '7 days',
    '15',
    '',
  ]);
});

it('says whom a policy is for, with the title or else the id', () => {
  expect(targetText(policy, choices)).toBe('Notifications of the category Billing');
  expect(targetText({ appliesTo: { template: 'gone' }, critical: true }, choices)).toBe(
    'Critical notifications by the template gone',
  );
});

it('says a step as a sentence about the message before it', () => {
  expect(stepText(step, 'email', choices)).toBe(
    'If the email is not opened within 15 minutes of its delivery, send “Receipt” by SMS.',
  );
  expect(policyLines(policy, choices)).toContainEqual([
    'Step 2',
    'If the SMS bounces within 1 hour of its acceptance, send “Receipt” by SMS.',
  ]);
});

describe('what changed', () => {
  it('is nothing between a version and itself', () => {
    expect(changesBetween(policy, { ...policy, version: 2 }, choices)).toEqual([]);
  });

  it('is told thing by thing, with what came and what went', () => {
    const after: Policy = {
      ...policy,
      steps: [step],
      giveUpAfter: '2d',
      maxCost: { currency: 'EUR', amountMicros: 150_000 },
    };
    expect(changesBetween(policy, after, choices).map(({ what, from, to }) => [what, from, to])).toEqual([
      ['Step 2', 'If the SMS bounces within 1 hour of its acceptance, send “Receipt” by SMS.', null],
      ['Cost cap', 'none', '€0.15 a notification'],
      ['Gives up after', '1 day', '2 days'],
    ]);
  });
});
