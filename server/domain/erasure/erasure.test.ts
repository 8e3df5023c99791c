import { describe, expect, it } from 'vitest';
import { historicEvent } from '#server/domain/event-history.ts';
import { decideErasure, type ErasureCommand } from './decide.ts';
import type { ErasureEvent } from './events.ts';
import { isErasureEvent } from './events.ts';
import { evolveErasure, type StoredErasureEvent } from './evolve.ts';
import { type ErasureState, unasked } from './state.ts';

const erasureId = 'era_1';
const data = { erasureId, userIds: ['user-ada'], subjectIds: ['hash-of-ada'], language: 'de' as const };
const personal = { email: 'ada@example.com' };
const outcome = { subjects: 2, shared: 0, told: true };

const at = (minute: number) => `2026-11-21T12:0${minute}:00.000Z`;
const stored = (event: ErasureEvent, position: number) =>
  historicEvent(event, { position }) as StoredErasureEvent;
const requested = stored({ type: 'ErasureRequested', data, personal }, 1);
const withdrawn = stored({ type: 'ErasureWithdrawn', data: { erasureId }, personal: null }, 2);
const refused = stored(
  { type: 'ErasureRefused', data: { erasureId, reason: 'a lawsuit' }, personal: null },
  2,
);
const confirmed = stored(
  { type: 'ErasureConfirmed', data: { erasureId, reason: 'asked' }, personal: null },
  2,
);
const completed = stored({ type: 'ErasureCompleted', data: { erasureId, ...outcome }, personal: null }, 3);

const given = (...events: StoredErasureEvent[]) => events.reduce<ErasureState>(evolveErasure, unasked);
const request: ErasureCommand = { type: 'RequestErasure', data, personal };
const withdraw: ErasureCommand = { type: 'WithdrawErasure' };
const refuse: ErasureCommand = { type: 'RefuseErasure', reason: ' a lawsuit ' };
const confirm: ErasureCommand = { type: 'ConfirmErasure', reason: 'asked' };
const complete: ErasureCommand = { type: 'CompleteErasure', outcome };

describe('a wish to be erased', () => {
  it.each<[string, ErasureCommand, ErasureState, ErasureEvent]>([
    ['is asked for', request, given(), { type: 'ErasureRequested', data, personal }],
    [
      'is withdrawn',
      withdraw,
      given(requested),
      { type: 'ErasureWithdrawn', data: { erasureId }, personal: null },
    ],
    [
      'is refused with a reason',
      refuse,
      given(requested),
      { type: 'ErasureRefused', data: { erasureId, reason: 'a lawsuit' }, personal: null },
    ],
    [
      'is confirmed with a reason',
      confirm,
      given(requested),
      { type: 'ErasureConfirmed', data: { erasureId, reason: 'asked' }, personal: null },
    ],
    [
      'is completed once confirmed',
      complete,
      given(requested, confirmed),
      { type: 'ErasureCompleted', data: { erasureId, ...outcome }, personal: null },
    ],
  ])('%s', (_, command, state, expected) => {
    expect(decideErasure(command, state)).toStrictEqual([expected]);
  });

  it.each<[string, ErasureCommand, ErasureState]>([
    ['is asked for again', request, given(requested)],
    ['is withdrawn again', withdraw, given(requested, withdrawn)],
    ['was begun and is confirmed again', confirm, given(requested, confirmed)],
    ['is over and is confirmed again', confirm, given(requested, confirmed, completed)],
    ['is completed again', complete, given(requested, confirmed, completed)],
  ])('that %s brings nothing', (_, command, state) => {
    expect(decideErasure(command, state)).toStrictEqual([]);
  });

  it.each<[string, string, ErasureCommand, ErasureState]>([
    ['withdrawing what nobody asked for', 'erasure_unknown', withdraw, given()],
    ['confirming what nobody asked for', 'erasure_unknown', confirm, given()],
    ['withdrawing what was confirmed', 'erasure_decided', withdraw, given(requested, confirmed)],
    ['withdrawing what was refused', 'erasure_decided', withdraw, given(requested, refused)],
    ['confirming what was withdrawn', 'erasure_decided', confirm, given(requested, withdrawn)],
    ['confirming what was refused', 'erasure_decided', confirm, given(requested, refused)],
    ['refusing what was confirmed', 'erasure_decided', refuse, given(requested, confirmed)],
    ['completing what nobody confirmed', 'erasure_decided', complete, given(requested)],
    ['confirming without a reason', 'erasure_needs_reason', { ...confirm, reason: ' ' }, given(requested)],
    ['refusing without a reason', 'erasure_needs_reason', { ...refuse, reason: '' }, given(requested)],
  ])('refuses %s', (_, code, command, state) => {
    expect(() => decideErasure(command, state)).toThrow(expect.objectContaining({ code }));
  });
});

describe('the state of a wish', () => {
  const open = { status: 'open', request: data, requestedAt: at(1) };
  it('follows its events, and the first decision stands', () => {
    expect(given(requested)).toStrictEqual(open);
    expect(given(requested, withdrawn, confirmed)).toStrictEqual({
      ...open,
      status: 'withdrawn',
      decidedAt: at(2),
    });
    const decided = { ...open, status: 'confirmed', decidedAt: at(2), reason: 'asked' };
    expect(given(requested, confirmed, refused, requested)).toStrictEqual(decided);
    expect(given(requested, confirmed, completed)).toStrictEqual({
      ...decided,
      status: 'completed',
      outcome: { erasureId, ...outcome },
    });
    expect(given(requested, refused)).toMatchObject({ status: 'refused', reason: 'a lawsuit' });
  });

  it('is made of the events of wishes alone', () => {
    const other = historicEvent<'AllResumed'>({ type: 'AllResumed', data: { userId: 'u' }, personal: null });
    expect([requested, completed, other].map((event) => isErasureEvent(event))).toEqual([true, true, false]);
  });
});
