import { describe, expect, it } from 'vitest';
import { defaultCategories } from '#server/domain/category/category.ts';
import { categoryTable } from '#server/domain/category/category-table.ts';
import { samplePolicy, sampleStep } from '#server/domain/escalation/escalation-history.ts';
import { stepConditions } from '#server/domain/escalation/policy.ts';
import { findingKey, policyFindings } from './findings.ts';
import { sampleInstallation } from './policy-history.ts';

const surroundings = {
  ...sampleInstallation,
  prices: { email: null, sms: null, push: null, in_app: null },
  policies: [],
};
const found = (
  changes: Parameters<typeof samplePolicy>[0],
  around: Partial<Parameters<typeof policyFindings>[1]> = {},
) =>
  policyFindings(samplePolicy(changes), { ...surroundings, ...around }).map(
    ({ severity, path, rule }) => `${severity} ${path} ${rule}`,
  );

it('finds nothing about a policy that means what it says', () => {
  expect(found({})).toEqual([]);
  expect(found({ appliesTo: { template: 'receipt' } })).toEqual([]);
});

describe('is an error', () => {
  it('what is not there', () => {
    expect(found({ appliesTo: { category: 'weather' }, steps: [sampleStep({ send: push })] })).toEqual([
      'error appliesTo.category category_unknown',
    ]);
    expect(found({ appliesTo: { template: 'constructor' } })).toEqual([
      'error appliesTo.template template_unknown',
    ]);
    expect(found({ steps: [sampleStep({ send: { channel: 'sms', template: 'gone' } })] })).toEqual([
      'error steps.0.send.template template_unknown',
    ]);
  });

  it('a channel that the category is not sent over', () => {
    const categories = categoryTable.parse({
      ...defaultCategories,
      billing: { ...defaultCategories.billing, channels: ['push'] },
    });
    expect(found({}, { categories })).toEqual([
      'error channel channel_not_offered',
      'error steps.0.send.channel channel_not_offered',
    ]);
  });

  it('marketing by SMS, and any other step that can never happen, at the field that is to blame', () => {
    expect(found({ appliesTo: { category: 'marketing' } })).toEqual([
      'error steps.0.send.channel marketing_never_sms',
    ]);
    expect(found({ channel: 'in_app', steps: [sampleStep({ when: 'bounced' })] })).toEqual([
      'error steps.0.when bounce_not_told',
    ]);
    expect(found({ maxCost: { currency: 'EUR', amountMicros: 1 } })).toEqual([
      'error steps.0.send.channel price_unknown',
    ]);
  });
});

describe('is a warning', () => {
  it('a step that happens otherwise than it reads', () => {
    expect(found({ steps: [sampleStep({ when: 'not_delivered' })] })).toEqual([
      'warning steps.0.after delivered_cannot_be_undelivered',
    ]);
    expect(found({ giveUpAfter: '10m' })).toEqual(['warning steps.0.within gives_up_before']);
    expect(found({ channel: 'sms', steps: [sampleStep({ send: push })] })).toEqual([
      'warning steps.0.when opening_not_told',
    ]);
  });

  it('another policy for the same, whichever comes first; not one for something else, nor itself', () => {
    const policies = ['a', 'z'].map((policyId) => samplePolicy({ policyId }));
    expect(found({ policyId: 'm' }, { policies })).toEqual([
      'warning appliesTo.category comes_after_another',
      'warning appliesTo.category comes_before_another',
    ]);
    expect(found({ policyId: 'a' }, { policies: policies.slice(0, 1) })).toEqual([]);
    expect(found({ policyId: 'm', appliesTo: { template: 'receipt' } }, { policies })).toEqual([]);
  });

  it('for each of them, since confirming one confirms no other', () => {
    const keys = policyFindings(samplePolicy({ policyId: 'm' }), {
      ...surroundings,
      policies: ['x', 'y'].map((policyId) => samplePolicy({ policyId })),
    }).map(findingKey);
    expect(keys).toEqual([
      'appliesTo.category comes_before_another x',
      'appliesTo.category comes_before_another y',
    ]);
  });

  it('that says which notifications the other one takes', () => {
    const messageOf = (critical: boolean) =>
      policyFindings(samplePolicy({ policyId: 'm' }), {
        ...surroundings,
        policies: [samplePolicy({ policyId: 'a', critical })],
      }).map(({ message }) => message);
    expect(messageOf(true)[0]).toContain('so critical notifications never come to this one');
    expect(messageOf(false)[0]).toContain('so notifications never come to this one');
  });
});

it('points at a field that the policy has, whatever the step', () => {
  const paths = stepConditions.flatMap((when) =>
    (['delivered', 'accepted'] as const).flatMap((after) =>
      policyFindings(
        samplePolicy({
          channel: 'push',
          giveUpAfter: '1m',
          steps: [sampleStep({ when, after }), sampleStep({ when, after, send: push })],
          appliesTo: { category: 'marketing' },
        }),
        surroundings,
      ).map(({ path }) => path),
    ),
  );
  expect(paths.length).toBeGreaterThan(5);
  for (const path of paths) {
    expect(path).toMatch(/^steps\.[01]\.(when|within|after|send\.channel|send\.template)$/);
  }
});

const push = { channel: 'push', template: 'receipt' } as const;
