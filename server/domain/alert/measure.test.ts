import { describe, expect, it } from 'vitest';
import { defaultCategories } from '#server/domain/category/category.ts';
import { measure, windowsAsked } from './measure.ts';
import type { MailCounts } from './metric.ts';
import { alertRuleIds, alertRules } from './rules.ts';
import { watchIdOf } from './watch.ts';

const mail = (value: string, counts: Partial<MailCounts>) => ({
  ...{ delivered: 0, softBounced: 0, hardBounced: 0, dropped: 0, failed: 0, complained: 0 },
  ...counts,
  value,
});
const measured = (
  byCategory: readonly ReturnType<typeof mail>[],
  byDomain: readonly ReturnType<typeof mail>[] = [],
) => {
  const found = measure([{ windowHours: 24, byCategory, byDomain }], defaultCategories);
  return Object.fromEntries(found.map(({ rule, scope, count, of }) => [watchIdOf(rule, scope), [count, of]]));
};

it('asks for each window of the rules once', () => {
  expect(windowsAsked).toEqual([24, 168]);
  const [hours] = windowsAsked;
  const rules = alertRuleIds.filter((id) => alertRules[id].windowHours === hours);
  expect(Object.keys(measured([]))).toEqual(
    rules.flatMap((rule) =>
      ['transactional', 'marketing', 'unknown'].map((name) => `${rule}.stream.${name}`),
    ),
  );
});

describe('mail counts', () => {
  it('in the stream of its category, together with the others of that stream', () => {
    const found = measured([
      mail('billing', { delivered: 900, complained: 1 }),
      mail('product', { delivered: 100, complained: 2 }),
      mail('marketing', { delivered: 50, complained: 4 }),
    ]);
    expect(found['complaints-24h.stream.transactional']).toEqual([3, 1_000]);
    expect(found['complaints-24h.stream.marketing']).toEqual([4, 50]);
    expect(found['complaints-24h.stream.unknown']).toEqual([0, 0]);
  });

  it('as of no known category when it has none, or one that nobody knows', () => {
    const found = measured([mail('', { delivered: 7 }), mail('constructor', { delivered: 5 })]);
    expect(found['complaints-24h.stream.unknown']).toEqual([0, 12]);
  });

  it('with those whose outcome is known, whatever it is', () => {
    const found = measured([
      mail('billing', { delivered: 90, softBounced: 4, hardBounced: 3, dropped: 2, failed: 1 }),
    ]);
    expect(found['deliveries-24h.stream.transactional']).toEqual([90, 100]);
    expect(found['bounces-24h.stream.transactional']).toEqual([3, 100]);
  });

  it('at its recipient domain, unless that stands for many or none', () => {
    const domains = ['gmail.com', 'other', ''].map((value) => mail(value, { delivered: 10 }));
    const found = Object.keys(measured([], domains)).filter((id) => id.includes('recipient_domain'));
    expect(found).toEqual([
      'complaints-24h.recipient_domain.gmail.com',
      'deliveries-24h.recipient_domain.gmail.com',
      'bounces-24h.recipient_domain.gmail.com',
    ]);
  });
});
