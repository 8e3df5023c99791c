import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { everyOrderTwice } from '#server/domain/message/every-order.ts';
import { added, addressAfter, lifted, reported } from './address-history.ts';
import { evolveSuppression, type StoredSuppressionEvent, suppressionTarget } from './evolve.ts';
import { mostSoftBounces } from './policy.ts';
import type { SuppressionState } from './state.ts';

const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;
const ref = (minute: number) => ({ at: at(minute), id: `example-mail/event-${minute}` });
const fact = (minute: number, details: object = {}) => ({
  ...ref(minute),
  scope: null,
  category: null,
  expiresAt: null,
  ...details,
});
const lift = (cell: string, upTo: number, position: number) =>
  lifted(
    {
      type: 'SuppressionLifted',
      data: {
        channel: 'email',
        subjectId: 'subject-ada',
        cell,
        upTo: ref(upTo),
        why: 'wrong',
        causeId: null,
      },
      personal: null,
    },
    { position },
  );

describe('a whole history', () => {
  it('gives a whole state', () => {
    const state = addressAfter(
      reported('soft_bounced', { position: 1 }),
      reported('delivered', { position: 2 }),
      reported('soft_bounced', { position: 3 }),
      reported('hard_bounced', { position: 4 }),
      reported('complained', { position: 5 }),
      lift('complaint', 5, 6),
      reported('unsubscribed', { position: 7, data: { scope: 'list', category: 'billing' } }),
      reported('resubscribed', { position: 8, data: { scope: 'group:4' } }),
      added({ reason: 'provider_list', expiresAt: at(30) }, { position: 9 }),
    );
    expect(state).toStrictEqual({
      channel: 'email',
      subjectId: 'subject-ada',
      cells: {
        soft_bounce_limit: { facts: [fact(3)], forgotten: null, cleared: ref(2) },
        hard_bounce: { facts: [fact(4)], forgotten: null, cleared: null },
        complaint: { facts: [], forgotten: null, cleared: ref(5) },
        'unsubscribe:list:billing': {
          facts: [fact(7, { category: 'billing' })],
          forgotten: null,
          cleared: null,
        },
        'unsubscribe:group:4': { facts: [], forgotten: null, cleared: ref(8) },
        'added:provider_list:all_but_security': {
          facts: [{ ...fact(9), id: 'admin/event-9', scope: 'all_but_security', expiresAt: at(30) }],
          forgotten: null,
          cleared: null,
        },
      },
    } satisfies SuppressionState);
  });

  const listUnsubscribe = { scope: 'list', category: 'billing' };
  it.each<[string, readonly StoredSuppressionEvent[]]>([
    [
      'soft bounces around two deliveries',
      [1, 2, 4, 5, 6]
        .map((position) => reported('soft_bounced', { position }))
        .concat([reported('delivered', { position: 3 }), reported('delivered', { position: 0 })]),
    ],
    [
      'bounces and deliveries of one moment',
      [
        reported('soft_bounced', { at: at(1), sourceEventId: 'a' }),
        reported('delivered', { at: at(1), sourceEventId: 'b' }),
        reported('soft_bounced', { at: at(1), sourceEventId: 'c' }),
        reported('delivered', { at: at(0), sourceEventId: 'd' }),
        reported('soft_bounced', { at: at(0), sourceEventId: 'e' }),
        reported('hard_bounced', { at: at(1), sourceEventId: 'f' }),
      ],
    ],
    [
      'wishes taken back and made again',
      [
        reported('unsubscribed', { position: 1, data: listUnsubscribe }),
        reported('resubscribed', { position: 2, data: listUnsubscribe }),
        reported('unsubscribed', { position: 3, data: listUnsubscribe }),
        reported('unsubscribed', { position: 4, data: { scope: 'global' } }),
        reported('resubscribed', { position: 5, data: { scope: 'global' } }),
        reported('unsubscribed', { position: 6, data: { scope: 'group:4', category: 'product' } }),
      ],
    ],
    [
      'an address bounced, lifted, bounced again and listed twice',
      [
        reported('hard_bounced', { position: 1 }),
        reported('complained', { position: 2 }),
        lift('hard_bounce', 1, 3),
        reported('hard_bounced', { position: 4 }),
        added({ expiresAt: at(50) }, { position: 5 }),
        added({ expiresAt: null }, { position: 6 }),
        lift('complaint', 2, 7),
      ],
    ],
  ])('%s leaves the same state in every order, each event twice', (_, history) => {
    const expected = addressAfter(...history);
    let histories = 0;
    for (const twice of everyOrderTwice(history)) {
      histories += 1;
      // Comparing is many times faster than asserting; only a difference needs the assertion's report.
      const state = addressAfter(...twice);
      if (!isDeepStrictEqual(state, expected)) expect(state).toStrictEqual(expected);
    }
    expect(histories).toBe(2 * history.reduce((product, __, index) => product * (index + 1), 1));
  });
});

describe('the state', () => {
  it('is as it was when an event comes again or too late', () => {
    const state = addressAfter(
      reported('delivered', { position: 2 }),
      reported('hard_bounced', { position: 3 }),
    );
    for (const event of [
      reported('delivered', { position: 2 }),
      reported('delivered', { position: 1 }),
      reported('soft_bounced', { position: 1 }),
      reported('hard_bounced', { position: 3 }),
    ]) {
      expect(evolveSuppression(state, event)).toBe(state);
    }
  });

  it('keeps no more of a ground than its newest facts, and says that there were others', () => {
    const bounces = Array.from({ length: mostSoftBounces + 3 }, (_, index) =>
      reported('soft_bounced', { position: index, at: at(index) }),
    );
    const newestFirst = addressAfter(...bounces.toReversed());
    expect(newestFirst).toStrictEqual(addressAfter(...bounces));
    const cell = newestFirst.cells.soft_bounce_limit;
    expect(cell?.facts).toHaveLength(mostSoftBounces);
    expect(cell?.facts[0]).toStrictEqual(fact(3));
    expect(cell?.forgotten).toStrictEqual(ref(2));
    const cleared = evolveSuppression(newestFirst, reported('delivered', { position: 2 }));
    expect(cleared.cells.soft_bounce_limit?.forgotten).toBeNull();
  });

  it('holds nothing that names the person', () => {
    const state = addressAfter(reported('complained'), added());
    expect(JSON.stringify(state)).not.toContain('ada@example.com');
  });
});

describe('an event', () => {
  it('speaks of the address of its message, or of the one it names', () => {
    expect(suppressionTarget(reported('complained', { data: { channel: 'sms' } }))).toStrictEqual({
      channel: 'sms',
      subjectId: 'subject-ada',
    });
    expect(suppressionTarget(added({ channel: 'push', subjectId: 'subject-bob' }))).toStrictEqual({
      channel: 'push',
      subjectId: 'subject-bob',
    });
  });

  it('about nobody known is no address’s', () => {
    const aboutNobody = { ...reported('complained'), subjectId: null };
    expect(suppressionTarget(aboutNobody)).toBeNull();
    expect(() => evolveSuppression(null, aboutNobody)).toThrow(RangeError);
  });
});
