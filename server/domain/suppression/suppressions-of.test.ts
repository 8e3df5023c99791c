import { describe, expect, it } from 'vitest';
import { defaultCategories } from '#server/domain/category/category.ts';
import { added, addressAfter, lifted, reported } from './address-history.ts';
import type { StoredSuppressionEvent } from './evolve.ts';
import { defaultSuppressionPolicy, mostSoftBounces, type SuppressionPolicy } from './policy.ts';
import type { SuppressionState } from './state.ts';
import { isInForce, type Suppression, type SuppressionRules } from './suppression.ts';
import { suppressionsOf } from './suppressions-of.ts';

const rules: SuppressionRules = { policies: [], categories: defaultCategories };
const rulesOf = (policy: Partial<SuppressionPolicy>): SuppressionRules => ({
  categories: defaultCategories,
  policies: [
    {
      at: '2026-01-01T00:00:00.000Z',
      id: 'admin/policy',
      applies: 'to_history',
      policy: { ...defaultSuppressionPolicy, ...policy },
    },
  ],
});

const day = (n: number) => new Date(Date.UTC(2026, 10, n, 9)).toISOString();
const softBounce = (n: number, position = n) => reported('soft_bounced', { at: day(n), position });
const softBounces = (...days: number[]) => days.map((n) => softBounce(n));
const judged = (events: readonly StoredSuppressionEvent[], by = rules) =>
  suppressionsOf(addressAfter(...events), by);
const brief = (suppressions: readonly Suppression[]) =>
  suppressions.map(({ reason, scope, because }) => [reason, scope, because]);

describe('a hard bounce', () => {
  it('suppresses everything, security too, for ever', () => {
    const bounced = reported('hard_bounced', { at: day(3), position: 3 });
    expect(judged([bounced])).toStrictEqual([
      {
        channel: 'email',
        subjectId: 'subject-ada',
        cell: 'hard_bounce',
        reason: 'hard_bounce',
        scope: 'everything',
        since: day(3),
        because: 'example-mail/event-3',
        isCauseKnown: true,
        newest: { at: day(3), id: 'example-mail/event-3' },
        expiresAt: null,
      } satisfies Suppression,
    ]);
  });

  it.each([
    ['sms', 'invalid_number'],
    ['push', 'inactive'],
    ['email', 'hard_bounce'],
  ] as const)('on %s means %s', (channel, reason) => {
    expect(brief(judged([reported('hard_bounced', { data: { channel } })]))).toStrictEqual([
      [reason, 'everything', 'example-mail/event-1'],
    ]);
  });

  it('keeps its first event as the cause when it comes again', () => {
    const again = judged([
      reported('hard_bounced', { at: day(5), position: 5 }),
      reported('hard_bounced', { at: day(3), position: 3 }),
    ]);
    expect(again).toMatchObject([
      { because: 'example-mail/event-3', newest: { id: 'example-mail/event-5' } },
    ]);
  });

  it('expires where the policy says so, and begins anew after that', () => {
    const by = rulesOf({ hardBounces: { expiresAfterDays: 2 } });
    const [once] = judged([reported('hard_bounced', { at: day(3), position: 3 })], by);
    expect(once).toMatchObject({ since: day(3), expiresAt: day(5) });
    const [longer] = judged(
      [3, 4].map((n) => reported('hard_bounced', { at: day(n), position: n })),
      by,
    );
    expect(longer).toMatchObject({ since: day(3), expiresAt: day(6) });
    const [anew] = judged(
      [3, 5].map((n) => reported('hard_bounced', { at: day(n), position: n })),
      by,
    );
    expect(anew).toMatchObject({ since: day(5), expiresAt: day(7) });
  });

  it('does not end sooner because a later one is judged by a milder policy', () => {
    const bounces = [3, 5].map((n) => reported('hard_bounced', { at: day(n), position: n }));
    const endsAfter = (before: number | null, since: number | null): SuppressionRules => {
      const policyOf = (expiresAfterDays: number | null) => ({
        ...defaultSuppressionPolicy,
        hardBounces: { expiresAfterDays },
      });
      return {
        categories: defaultCategories,
        policies: [
          { at: day(1), id: 'admin/1', applies: 'from_now', policy: policyOf(before) },
          { at: day(4), id: 'admin/2', applies: 'from_now', policy: policyOf(since) },
        ],
      };
    };
    expect(judged(bounces, endsAfter(null, 2))).toMatchObject([{ since: day(3), expiresAt: null }]);
    expect(judged(bounces, endsAfter(9, 2))).toMatchObject([{ since: day(3), expiresAt: day(12) }]);
    expect(judged(bounces, endsAfter(9, null))).toMatchObject([{ since: day(3), expiresAt: null }]);
  });

  it('is not lifted by a delivery', () => {
    const events = [
      reported('hard_bounced', { at: day(3), position: 3 }),
      reported('delivered', { at: day(4), position: 4 }),
    ];
    expect(judged(events)).toHaveLength(1);
  });
});

describe('a complaint', () => {
  const complained = reported('complained', { at: day(3), position: 3 });

  it('suppresses all but security', () => {
    expect(brief(judged([complained]))).toStrictEqual([
      ['complaint', 'all_but_security', 'example-mail/event-3'],
    ]);
  });

  it('is not lifted by any resubscription of the person', () => {
    const scopes = ['global', 'list', 'sender', 'group:42', undefined];
    const wishes = scopes.map((scope, index) =>
      reported('resubscribed', {
        at: day(4),
        position: 4 + index,
        data: scope === undefined ? {} : { scope },
      }),
    );
    expect(judged([complained, reported('hard_bounced', { at: day(2) }), ...wishes])).toHaveLength(2);
  });
});

describe('soft bounces', () => {
  it('suppress all but security once five come in a row within 14 days', () => {
    expect(judged(softBounces(1, 2, 3, 4))).toStrictEqual([]);
    expect(judged(softBounces(1, 2, 3, 4, 15))).toStrictEqual([
      {
        channel: 'email',
        subjectId: 'subject-ada',
        cell: 'soft_bounce_limit',
        reason: 'soft_bounce_limit',
        scope: 'all_but_security',
        since: day(15),
        because: 'example-mail/event-15',
        isCauseKnown: true,
        newest: { at: day(15), id: 'example-mail/event-15' },
        expiresAt: day(15 + 90),
      } satisfies Suppression,
    ]);
  });

  it('do not when they are spread over longer', () => {
    expect(judged(softBounces(1, 2, 3, 4, 16))).toStrictEqual([]);
  });

  it('count from nothing again after a delivery, whenever that is heard of', () => {
    const delivery = reported('delivered', { at: day(3), position: 30 });
    const bounces = softBounces(1, 2, 4, 5, 6, 7);
    expect(judged([...bounces, delivery])).toStrictEqual([]);
    expect(judged([delivery, ...bounces])).toStrictEqual([]);
    expect(judged([delivery, ...bounces, softBounce(8)])).toHaveLength(1);
  });

  it('stop suppressing with the next delivery', () => {
    const delivery = reported('delivered', { at: day(6), position: 30 });
    expect(judged([...softBounces(1, 2, 3, 4, 5), delivery])).toStrictEqual([]);
  });

  it('at the moment of the delivery are ordered by the ids of the events, not by arrival', () => {
    const delivery = (sourceEventId: string) => reported('delivered', { at: day(5), sourceEventId });
    const five = softBounces(1, 2, 3, 4, 5);
    expect(judged([...five, delivery('event-4')])).toStrictEqual([]);
    expect(judged([...softBounces(5, 6, 7, 8, 9), delivery('event-4')])).toHaveLength(1);
    expect(judged([...softBounces(5, 6, 7, 8, 9), delivery('event-6')])).toStrictEqual([]);
  });

  it('count each event once', () => {
    const four = softBounces(1, 2, 3, 4);
    expect(judged([...four, ...four])).toStrictEqual([]);
  });

  it('go by the limit, the window and the expiry of the policy', () => {
    const by = rulesOf({ softBounces: { limit: 2, withinDays: 1, expiresAfterDays: null } });
    expect(judged(softBounces(1, 3), by)).toStrictEqual([]);
    expect(judged(softBounces(1, 2), by)).toMatchObject([{ since: day(2), expiresAt: null }]);
  });

  it('go by the policy in force when they happened', () => {
    const policy = {
      ...defaultSuppressionPolicy,
      softBounces: { limit: 2, withinDays: 14, expiresAfterDays: null },
    };
    const fromThe = (n: number): SuppressionRules => ({
      categories: defaultCategories,
      policies: [{ at: day(n), id: 'admin/policy', applies: 'from_now', policy }],
    });
    expect(judged(softBounces(1, 2), fromThe(3))).toStrictEqual([]);
    expect(judged(softBounces(1, 2, 3), fromThe(3))).toMatchObject([{ since: day(3) }]);
  });

  it('suppress whatever the window when more come in a row than can be counted', () => {
    const seldom = Array.from({ length: mostSoftBounces }, (_, index) => softBounce(1 + index * 20));
    expect(judged(seldom)).toStrictEqual([]);
    const oneMore = softBounce(1 + mostSoftBounces * 20);
    expect(judged([oneMore, ...seldom])).toMatchObject([{ since: oneMore.occurredAt, isCauseKnown: false }]);
  });
});

describe('an added suppression', () => {
  it('forbids what it says for as long as it says', () => {
    const data = { reason: 'provider_list', scope: 'category:billing', expiresAt: day(9) } as const;
    expect(judged([added(data, { at: day(3) })])).toStrictEqual([
      {
        channel: 'email',
        subjectId: 'subject-ada',
        cell: 'added:provider_list:category:billing',
        reason: 'provider_list',
        scope: 'category:billing',
        since: day(3),
        because: 'admin/event-1',
        isCauseKnown: true,
        newest: { at: day(3), id: 'admin/event-1' },
        expiresAt: day(9),
      } satisfies Suppression,
    ]);
  });

  it('lasts as the newest word says when it is added again', () => {
    const events = [
      added({ expiresAt: null }, { at: day(3), position: 1 }),
      added({ expiresAt: day(9) }, { at: day(4), position: 2 }),
    ];
    expect(judged(events)).toMatchObject([{ since: day(3), expiresAt: day(9) }]);
    expect(judged(events.toReversed())).toMatchObject([{ since: day(3), expiresAt: day(9) }]);
  });
});

describe('a lift', () => {
  const lift = (cell: string, upTo: number) =>
    lifted({
      type: 'SuppressionLifted',
      data: {
        channel: 'email',
        subjectId: 'subject-ada',
        cell,
        upTo: { at: day(upTo), id: `example-mail/event-${upTo}` },
        why: 'mailbox works',
        causeId: null,
      },
      personal: null,
    });
  const bounce = (n: number) => reported('hard_bounced', { at: day(n), position: n });

  it('takes away what happened up to its event and nothing newer', () => {
    expect(judged([bounce(3), lift('hard_bounce', 3)])).toStrictEqual([]);
    expect(judged([bounce(3), bounce(4), lift('hard_bounce', 3)])).toMatchObject([{ since: day(4) }]);
  });

  it('takes away nothing else', () => {
    const events = [bounce(3), reported('complained', { at: day(3), position: 2 })];
    expect(judged([...events, lift('hard_bounce', 3)])).toMatchObject([{ reason: 'complaint' }]);
  });

  it('lets soft bounces be counted afresh', () => {
    const five = softBounces(1, 2, 3, 4, 5);
    expect(judged([...five, lift('soft_bounce_limit', 5), ...softBounces(6, 7, 8, 9)])).toStrictEqual([]);
    expect(judged([...five, lift('soft_bounce_limit', 5), ...softBounces(6, 7, 8, 9, 10)])).toHaveLength(1);
  });
});

describe('a suppression', () => {
  it('is in force until it expires', () => {
    const ends = (expiresAt: string | null) => ({ expiresAt });
    expect(isInForce(ends(null), day(9))).toBe(true);
    expect(isInForce(ends(day(9)), '2026-11-09T08:59:59.999Z')).toBe(true);
    expect(isInForce(ends(day(9)), day(9))).toBe(false);
  });

  it('can come from a clock that is centuries ahead', () => {
    const at = '9999-12-30T00:00:00.000Z';
    const five = [1, 2, 3, 4, 5].map((position) => reported('soft_bounced', { at, position }));
    expect(judged(five)).toMatchObject([{ expiresAt: '9999-12-31T23:59:59.999Z' }]);
  });

  it('of nothing is none', () => {
    const nothing: SuppressionState = addressAfter();
    expect(suppressionsOf(nothing, rules)).toStrictEqual([]);
  });
});
