import { expect, it } from 'vitest';
import { defaultCategories } from '#server/domain/category/category.ts';
import { added, addressAfter, reported } from './address-history.ts';
import type { StoredSuppressionEvent } from './evolve.ts';
import { defaultSuppressionPolicy, type SuppressionPolicy } from './policy.ts';
import { emptyPolicyPreview, extendPolicyPreview } from './policy-preview.ts';
import type { SuppressionRules } from './suppression.ts';

const day = (n: number) => new Date(Date.UTC(2026, 10, n, 9)).toISOString();
const rulesOf = (policy: Partial<SuppressionPolicy>): SuppressionRules => ({
  categories: defaultCategories,
  policies: [
    { at: day(1), id: 'admin/1', applies: 'to_history', policy: { ...defaultSuppressionPolicy, ...policy } },
  ],
});
const comparison = {
  before: rulesOf({}),
  after: rulesOf({
    softBounces: { limit: 2, withinDays: 14, expiresAfterDays: 90 },
    hardBounces: { expiresAfterDays: 5 },
  }),
  at: day(14),
  samples: 2,
};
const twice = (subjectId: string, ...more: readonly StoredSuppressionEvent[]) =>
  addressAfter(
    ...[1, 2].map((n) => ({ ...reported('soft_bounced', { at: day(n), position: n }), subjectId })),
    ...more,
  );
const dead = (subjectId: string, n: number) =>
  addressAfter({ ...reported('hard_bounced', { at: day(n) }), subjectId });
const addresses = [
  twice('a'),
  twice('b'),
  twice('c'),
  // Suppressed before and after, on one ground more.
  twice('d', added({ subjectId: 'd' }, { at: day(3) })),
  dead('e', 1),
  dead('f', 12),
  addressAfter(added({ subjectId: 'g' }, { at: day(3) })),
];

it('counts every ground and every address, and keeps the first to look at', () => {
  const preview = extendPolicyPreview(emptyPolicyPreview, addresses, comparison);
  expect(preview).toMatchObject({
    newlySuppressed: 3,
    noLongerSuppressed: 1,
    added: { count: 4 },
    removed: { count: 1 },
    changed: { count: 1 },
    unchanged: 2,
  });
  expect(preview.added.first.map(({ subjectId }) => subjectId)).toEqual(['a', 'b']);
  expect(preview.removed.first.map(({ subjectId }) => subjectId)).toEqual(['e']);
  expect(preview.changed.first).toMatchObject([{ subjectId: 'f', expiresAt: day(17) }]);
});

it('is the same whether addresses come at once or a page at a time', () => {
  const whole = extendPolicyPreview(emptyPolicyPreview, addresses, comparison);
  const paged = addresses.reduce(
    (preview, state) => extendPolicyPreview(preview, [state], comparison),
    emptyPolicyPreview,
  );
  expect(paged).toStrictEqual(whole);
});
