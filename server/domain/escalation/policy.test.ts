import { describe, expect, it } from 'vitest';
import { samplePolicy, sampleStep } from './escalation-history.ts';
import { escalationPolicy, policyFor } from './policy.ts';

describe('a policy', () => {
  it('is read as it is written', () => {
    const policy = samplePolicy({ maxCost: { currency: 'EUR', amountMicros: 100_000 } });
    expect(escalationPolicy.parse(policy)).toStrictEqual(policy);
  });

  it.each<[string, object]>([
    ['has no step', { steps: [] }],
    ['has more than ten steps', { steps: Array(11).fill(sampleStep()) }],
    ['is for a category and a template', { appliesTo: { category: 'billing', template: 'receipt' } }],
    ['is for nothing', { appliesTo: {} }],
    ['waits for no time', { steps: [sampleStep({ within: '0m' })] }],
    ['costs less than nothing', { maxCost: { currency: 'EUR', amountMicros: -1 } }],
    ['holds a word nobody knows', { retries: 3 }],
  ])('is refused when it %s', (_, change) => {
    expect(escalationPolicy.safeParse({ ...samplePolicy(), ...change }).success).toBe(false);
  });
});

describe('the policy for a notification', () => {
  const receipt = { category: 'billing', template: 'receipt', criticality: 'normal' } as const;
  const forCategory = samplePolicy({ policyId: 'a' });
  const forTemplate = samplePolicy({ policyId: 'z', appliesTo: { template: 'receipt' } });
  const forCritical = samplePolicy({ policyId: '0', critical: true });

  it('is that of its template before that of its category, then the one of the smallest id', () => {
    const second = samplePolicy({ policyId: 'b' });
    expect(policyFor(receipt, [second, forCategory, forTemplate])).toBe(forTemplate);
    expect(policyFor(receipt, [second, forCategory])).toBe(forCategory);
    expect(policyFor(receipt, [forCategory, second])).toBe(forCategory);
  });

  it('is for critical notifications only where it says so', () => {
    expect(policyFor(receipt, [forCritical, forCategory])).toBe(forCategory);
    expect(policyFor({ ...receipt, criticality: 'critical' }, [forCategory, forCritical])).toBe(forCritical);
  });

  it('is none where none fits', () => {
    expect(
      policyFor({ ...receipt, category: 'product', template: 'news' }, [forCategory, forTemplate]),
    ).toBeNull();
  });
});
