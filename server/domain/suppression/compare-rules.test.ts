import { expect, it } from 'vitest';
import { defaultCategories } from '#server/domain/category/category.ts';
import { added, addressAfter, reported } from './address-history.ts';
import { compareRules } from './compare-rules.ts';
import { defaultSuppressionPolicy, type SuppressionPolicy } from './policy.ts';
import type { SuppressionRules } from './suppression.ts';

const day = (n: number) => new Date(Date.UTC(2026, 10, n, 9)).toISOString();
const rulesOf = (policy: Partial<SuppressionPolicy>): SuppressionRules => ({
  categories: defaultCategories,
  policies: [
    {
      at: day(1),
      id: 'admin/policy',
      applies: 'to_history',
      policy: { ...defaultSuppressionPolicy, ...policy },
    },
  ],
});
const before = rulesOf({});
const after = rulesOf({
  softBounces: { limit: 3, withinDays: 5, expiresAfterDays: 90 },
  hardBounces: { expiresAfterDays: 30 },
});

const softBounced = (subjectId: string, ...days: number[]) =>
  addressAfter(...days.map((n) => ({ ...reported('soft_bounced', { at: day(n), position: n }), subjectId })));
const history = [
  softBounced('three-in-a-row', 1, 2, 3),
  softBounced('five-over-two-weeks', 1, 4, 7, 10, 13),
  softBounced('two', 1, 2),
  addressAfter({ ...reported('hard_bounced', { at: day(2) }), subjectId: 'dead-lately' }),
  addressAfter({ ...reported('hard_bounced', { at: day(-40) }), subjectId: 'dead-long-ago' }),
  addressAfter(added({ subjectId: 'by-hand' }, { at: day(2) })),
];

it('shows what a change of policy would do to the same history before it is made', () => {
  const { added: more, removed, changed, unchanged } = compareRules(history, before, after, day(14));
  expect(more.map(({ subjectId, since }) => [subjectId, since])).toStrictEqual([['three-in-a-row', day(3)]]);
  expect(removed.map(({ subjectId }) => subjectId)).toStrictEqual(['five-over-two-weeks', 'dead-long-ago']);
  expect(changed.map(({ subjectId, expiresAt }) => [subjectId, expiresAt])).toStrictEqual([
    ['dead-lately', day(32)],
  ]);
  expect(unchanged).toBe(1);
});

it('finds no difference between a policy and itself', () => {
  expect(compareRules(history, after, after, day(14))).toStrictEqual({
    added: [],
    removed: [],
    changed: [],
    unchanged: 3,
  });
});
