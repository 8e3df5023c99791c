import { describe, expect, it } from 'vitest';
import type { StoredEventOf } from '#server/domain/stored-event.ts';
import { rowAsOf } from './as-of.ts';
import type { Projection } from './projection.ts';

type Erasure = StoredEventOf<'SubjectErased'>;

/** Counts what it folds, so that each test sees which events took part. */
const counting: Projection<{ key: string; seen: readonly number[] }, 'SubjectErased'> = {
  name: 'counting',
  version: 1,
  // The fold is all that is looked at here.
  table: undefined as never,
  key: 'key',
  handles: ['SubjectErased'],
  keysOf: (event) => [event.data.subjectId],
  evolve: (row, event, key) => ({ key, seen: [...(row?.seen ?? []), event.position] }),
  erase: null,
};

const at = (hour: number) => `2026-05-03T${String(hour).padStart(2, '0')}:00:00.000Z`;

/** Happened at the one hour, heard of at the other. */
function heard(position: number, occurredHour: number, recordedHour: number, subjectId = 's'): Erasure {
  return {
    position,
    stream: `subject-${subjectId}`,
    type: 'SubjectErased',
    data: { subjectId, reason: 'asked to' },
    personal: null,
    occurredAt: at(occurredHour),
    receivedAt: at(recordedHour),
    recordedAt: at(recordedHour),
    source: 'admin',
    sourceEventId: `e-${position}`,
    subjectId: null,
    erased: false,
    actor: null,
    causation: null,
    correlation: null,
    verification: null,
  };
}

describe('a row as of a moment', () => {
  // The second was late: it happened at 9 and was heard of at 12.
  const history = [heard(1, 8, 8), heard(2, 9, 12), heard(3, 10, 10), heard(4, 9, 9, 'other')];

  it('holds by event time what had happened, whenever it was heard of', () => {
    expect(rowAsOf(counting, 's', history, { at: at(9), by: 'occurred' })?.seen).toEqual([1, 2]);
  });

  it('holds by recorded time what was known, however long it had been true', () => {
    expect(rowAsOf(counting, 's', history, { at: at(11), by: 'recorded' })?.seen).toEqual([1, 3]);
  });

  it('includes the moment itself', () => {
    expect(rowAsOf(counting, 's', history, { at: at(8), by: 'occurred' })?.seen).toEqual([1]);
  });

  it('is null before the first event', () => {
    expect(rowAsOf(counting, 's', history, { at: at(7), by: 'occurred' })).toBeNull();
  });

  it('is the live row at the end of time', () => {
    expect(rowAsOf(counting, 's', history, { at: at(23), by: 'recorded' })?.seen).toEqual([1, 2, 3]);
  });

  it('leaves out events of other rows and types', () => {
    expect(rowAsOf(counting, 'other', history, { at: at(23), by: 'occurred' })?.seen).toEqual([4]);
    const deaf = { ...counting, handles: [] };
    expect(rowAsOf(deaf, 's', history, { at: at(23), by: 'occurred' })).toBeNull();
  });
});
