import { expect, it } from 'vitest';
import type { ErasureEvent } from '#server/domain/erasure/events.ts';
import { erasureEvent } from './erasure-event.ts';

const said = { subject: null, actor: 'account-1', at: '2026-11-21T12:00:00.000Z' };
const erasureId = 'era_1';
const decisions: readonly ErasureEvent[] = [
  { type: 'ErasureWithdrawn', data: { erasureId }, personal: null },
  { type: 'ErasureRefused', data: { erasureId, reason: 'no' }, personal: null },
  { type: 'ErasureConfirmed', data: { erasureId, reason: 'yes' }, personal: null },
];
const outcome = { erasureId, subjects: 1, shared: 0, told: true };
const done: ErasureEvent = { type: 'ErasureCompleted', data: outcome, personal: null };

it('gives every decision about a wish the same key, so that the store takes one of them', () => {
  const keys = decisions.map((event) => {
    const { source, sourceEventId, fingerprint } = erasureEvent(event, said);
    return { source, sourceEventId, fingerprint };
  });
  expect(keys).toEqual(Array(3).fill(keys[0]));
  const [first] = keys;
  const other = { type: 'ErasureWithdrawn', data: { erasureId: 'era_2' }, personal: null } as const;
  for (const event of [other, done]) {
    const { sourceEventId, fingerprint } = erasureEvent(event, said);
    expect(sourceEventId).not.toBe(first?.sourceEventId);
    expect(fingerprint).not.toEqual(first?.fingerprint);
  }
});
