import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultCategories } from '#server/domain/category/category.ts';
import { addressAfter } from './address-history.ts';
import { dayAt, generatedEvent, historyParts } from './generated-history.ts';
import { boundsOf, type GroundBounds, type Grounds, groundsOf } from './grounds.ts';
import { defaultSuppressionPolicy } from './policy.ts';
import { type PolicyTimeline, withPolicyChange } from './policy-timeline.ts';
import { isInForce, type Suppression } from './suppression.ts';
import { suppressionsOf } from './suppressions-of.ts';

/** Chance with a fixed seed, so that a failure can be had again. */
const chance = { seed: 20_261_121, numRuns: 3_000 };

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const history = oneOf('email' as const, 'sms' as const).chain((channel) => {
  const spec = fc.record({
    kind: oneOf(...historyParts.kind, 'soft_bounced' as const, 'soft_bounced' as const),
    channel: oneOf(channel),
    from: oneOf(...historyParts.from),
    category: oneOf(...historyParts.category),
    reason: oneOf(...historyParts.reason),
    scope: oneOf(...historyParts.scope),
    cell: oneOf(...historyParts.cell),
    day: fc.integer({ min: 1, max: 28 }),
    expiresOn: oneOf(null, 15, 40),
  });
  return fc.array(spec, { minLength: 1, maxLength: 14 }).map((specs) => specs.map(generatedEvent));
});
const days = oneOf(null, 1, 3, 9, 30);
const change = fc.record({
  day: fc.integer({ min: 1, max: 28 }),
  applies: oneOf('from_now' as const, 'to_history' as const),
  limit: fc.integer({ min: 1, max: 8 }),
  softDays: days,
  hardDays: days,
});
const timeline = fc.array(change, { maxLength: 3 }).map((changes) =>
  changes.reduce<PolicyTimeline>((known, { day, applies, limit, softDays, hardDays }, index) => {
    const policy = {
      ...defaultSuppressionPolicy,
      softBounces: { limit, withinDays: 14, expiresAfterDays: softDays },
      hardBounces: { expiresAfterDays: hardDays },
    };
    return withPolicyChange(known, { at: dayAt(day), id: `admin/${index}`, applies, policy });
  }, []),
);

/** What a database asks of a row, by the ground it is asked about. */
function fits(grounds: Grounds, bounds: GroundBounds, { cell }: Suppression): boolean {
  const isAfter = (at: string | null, after: string | null) => at !== null && (after === null || at > after);
  if (cell === 'hard_bounce') return isAfter(grounds.hardBouncedAt, bounds.hardBouncedAfter);
  if (cell !== 'soft_bounce_limit') return isAfter(grounds.fixedUntil, bounds.at);
  return grounds.softBounces >= bounds.softBounces && isAfter(grounds.softBouncedAt, bounds.softBouncedAfter);
}

it('never leave out an address that is suppressed, whatever the policies and the moment', async ({
  annotate,
}) => {
  let suppressed = 0;
  fc.assert(
    fc.property(history, timeline, fc.integer({ min: 1, max: 60 }), (events, policies, day) => {
      const rules = { policies, categories: defaultCategories };
      const at = dayAt(day);
      const state = addressAfter(...events);
      const grounds = groundsOf(state);
      for (const one of suppressionsOf(state, rules).filter((each) => isInForce(each, at))) {
        suppressed += 1;
        expect(fits(grounds, boundsOf(rules, at), one)).toBe(true);
        expect(grounds.reasons).toContain(one.reason);
        expect(grounds.lastAt !== null && grounds.lastAt >= one.since).toBe(true);
      }
    }),
    chance,
  );
  expect(suppressed).toBeGreaterThan(3_000);
  await annotate(`${suppressed} suppressions`);
});

it('leave out what has ended and what is not enough', () => {
  const at = dayAt(20);
  const limited = (applies: 'from_now' | 'to_history', limit: number, hardDays: number | null) => {
    const { softBounces } = defaultSuppressionPolicy;
    const policy = {
      ...defaultSuppressionPolicy,
      softBounces: { ...softBounces, limit },
      hardBounces: { expiresAfterDays: hardDays },
    };
    return boundsOf(
      {
        policies: [{ at: dayAt(10), id: 'admin/1', applies, policy }],
        categories: defaultCategories,
      },
      at,
    );
  };
  // From a change that is not for all history on, what happened before goes on being judged as it was.
  expect(limited('from_now', 9, 5)).toMatchObject({ softBounces: 5, hardBouncedAfter: null });
  expect(limited('from_now', 2, 5)).toMatchObject({ softBounces: 2, hardBouncedAfter: null });
  expect(limited('to_history', 9, 5)).toStrictEqual({
    at,
    softBounces: 9,
    hardBouncedAfter: dayAt(15),
    softBouncedAfter: '2026-08-22T09:00:00.000Z',
  });
});
