import { describe, expect, expectTypeOf, it } from 'vitest';
import { erasures } from '#db/schema/erasures.ts';
import { type ErasureEvent, erasureEvents } from '#server/domain/erasure/events.ts';
import type { StoredErasureEvent } from '#server/domain/erasure/evolve.ts';
import { historicEvent } from '#server/domain/event-history.ts';
import { expectInEveryOrder, expectRowsToFit } from '#server/testing/fold-checks.ts';
import { type ErasureRow, erasuresFold } from './fold.ts';

const erasureId = 'era_1';
const stored = (event: ErasureEvent, position: number, actor: string) =>
  historicEvent(event, { position, actor, subjectId: 'hash-of-ada' }) as StoredErasureEvent;
const requested = stored(
  {
    type: 'ErasureRequested',
    data: { erasureId, userIds: ['user-ada'], subjectIds: ['hash-of-ada'], language: 'de' },
    personal: { email: 'ada@example.com' },
  },
  1,
  'account-ada',
);
const decided = (type: 'ErasureRefused' | 'ErasureConfirmed') =>
  stored({ type, data: { erasureId, reason: 'asked' }, personal: null }, 2, 'account-admin');
const withdrawn = stored({ type: 'ErasureWithdrawn', data: { erasureId }, personal: null }, 2, 'account-ada');
const outcome = { erasureId, subjects: 2, shared: 0, told: true };
const completed = stored({ type: 'ErasureCompleted', data: outcome, personal: null }, 3, 'account-admin');

const fold = (events: readonly StoredErasureEvent[], start: ErasureRow | null = null) => {
  const row = events.reduce<ErasureRow | null>(
    (state, event) => erasuresFold.evolve(state, event, erasureId),
    start,
  );
  if (row === null) throw new Error('a row needs an event');
  return row;
};

const asked = {
  erasureId,
  userIds: ['user-ada'],
  language: 'de',
  requestedAt: '2026-11-21T12:01:00.000Z',
} as const;

describe('a row', () => {
  it('has exactly the columns of the table, with a value where there must be one', () => {
    expectRowsToFit(erasures, [fold([requested, decided('ErasureConfirmed')]), fold([completed])]);
    expectTypeOf<keyof ErasureRow>().toEqualTypeOf<keyof typeof erasures.$inferSelect>();
  });

  it.each([
    ['refused', decided('ErasureRefused'), 'account-admin', 'asked'],
    ['withdrawn', withdrawn, 'account-ada', null],
  ] as const)('that is %s says by whom, in every order', (status, event, decidedBy, reason) => {
    const expected: ErasureRow = {
      ...asked,
      status,
      decidedAt: '2026-11-21T12:02:00.000Z',
      decidedBy,
      reason,
    };
    expectInEveryOrder(fold, [requested, event], expected, 4);
  });

  it('is completed for good, in every order', () => {
    const expected: ErasureRow = {
      ...asked,
      status: 'completed',
      decidedAt: '2026-11-21T12:02:00.000Z',
      decidedBy: 'account-admin',
      reason: 'asked',
    };
    expectInEveryOrder(fold, [requested, decided('ErasureConfirmed'), completed], expected, 12);
  });

  it('names nobody, and is left untouched by what it holds already', () => {
    const history = [requested, decided('ErasureConfirmed'), completed];
    const row = fold(history);
    for (const event of history) expect(erasuresFold.evolve(row, event, erasureId)).toBe(row);
    expect(JSON.stringify(row)).not.toContain('ada@');
  });
});

it('is found by its id, and follows every event of wishes', () => {
  expect(erasuresFold.keysOf(completed)).toEqual([erasureId]);
  expect([...erasuresFold.handles]).toEqual(Object.keys(erasureEvents));
});
