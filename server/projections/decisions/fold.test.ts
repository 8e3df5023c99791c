import { describe, expect, expectTypeOf, it } from 'vitest';
import { decisions } from '#db/schema/decisions.ts';
import { defaultCategories } from '#server/domain/category/category.ts';
import { decideSend } from '#server/domain/decision/decide-send.ts';
import { decisionEvents } from '#server/domain/decision/events.ts';
import type { SendFacts } from '#server/domain/decision/send-facts.ts';
import { historicEvent } from '#server/domain/event-history.ts';
import type { StoredEventOf } from '#server/domain/stored-event.ts';
import { expectInEveryOrder, expectRowsToFit } from '#server/testing/fold-checks.ts';
import { type DecisionRow, decisionsFold } from './fold.ts';

const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;
const night = { start: '12:00', end: '13:00', timeZone: 'UTC' };

/** Decided as it is in earnest: by quiet hours, for want of an address, or to send. */
function decided(position: number, how: 'quiet' | 'unreachable' | 'send', minute = position) {
  const facts: SendFacts = {
    categories: defaultCategories,
    address: how === 'unreachable' ? null : { subjectId: 'subject-ada', because: null },
    preferences: {
      userId: 'user-7',
      wishes: {},
      pause: null,
      quietHours: how === 'quiet' ? { at: at(0), id: 'user/event-0', hours: night } : null,
    },
    suppressions: [],
    marketingPause: null,
    duplicateOf: null,
    budget: null,
  };
  const request = { channel: 'email', category: 'product', at: at(minute), costMicros: 0 } as const;
  return historicEvent<'SendDecided'>(
    {
      type: 'SendDecided',
      data: {
        messageId: 'msg_1',
        notificationId: 'ntf_1',
        channel: 'email',
        category: 'product',
        decision: decideSend(request, facts),
      },
      personal: null,
    },
    { position, at: at(minute), source: 'engine' },
  );
}

const fold = (events: readonly StoredEventOf<'SendDecided'>[], start: DecisionRow | null = null) => {
  const row = events.reduce<DecisionRow | null>((state, event) => {
    const [key = 'no key'] = decisionsFold.keysOf(event);
    return decisionsFold.evolve(state, event, key);
  }, start);
  if (row === null) throw new Error('a row needs an event');
  return row;
};

const history = [
  decided(1, 'quiet'),
  decided(2, 'unreachable'),
  decided(3, 'send'),
  decided(4, 'unreachable', 3),
  decided(5, 'quiet', 2),
];

describe('a row', () => {
  const ofNothing = decided(1, 'send');
  const rows = [
    fold(history.slice(0, 1)),
    fold([{ ...ofNothing, data: { ...ofNothing.data, notificationId: null } }]),
  ];

  it('has exactly the columns of the table, with a value where there must be one', () => {
    expectRowsToFit(decisions, rows);
    expectTypeOf<keyof DecisionRow>().toEqualTypeOf<keyof typeof decisions.$inferSelect>();
  });

  it('is the newest decision without its checks, in every order', () => {
    const newest = history[3];
    if (newest === undefined) throw new Error('five events');
    const { decision, ...message } = newest.data;
    const { checks: _, ...decided } = decision;
    const expected = { ...message, ...decided, decidedAt: at(3), eventId: 'engine/event-4' };
    expect(expected).toMatchObject({ verdict: 'skip', rule: 'no_address' });
    expectInEveryOrder(fold, history, expected, 240);
  });

  it('is left untouched by what it holds already', () => {
    const row = fold(history);
    expect(fold(history, row)).toBe(row);
  });
});

it('is found by its message, and follows every event of decisions', () => {
  expect(decisionsFold.key).toBe('messageId');
  expect(decisionsFold.keysOf(decided(1, 'send'))).toEqual(['msg_1']);
  expect([...decisionsFold.handles]).toEqual(Object.keys(decisionEvents));
});
