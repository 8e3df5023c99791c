import { describe, expect, it } from 'vitest';
import { defaultCategories } from '#server/domain/category/category.ts';
import { addressAfter, lifted, reported } from './address-history.ts';
import type { SuppressionLifted } from './events.ts';
import { mostSoftBounces } from './policy.ts';
import { suppressionsOf } from './suppressions-of.ts';
import { decideUndo, previewUndo, type SuppressionCause, type UndoSuppressions, undone } from './undo.ts';

const rules = { policies: [], categories: defaultCategories };
const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;
const now = at(59);
/** Our DNS was broken from 12:10 to 12:30. */
const outage: SuppressionCause = {
  from: at(10),
  to: at(30),
  reasons: ['hard_bounce', 'soft_bounce_limit'],
  sources: null,
};
const bounce = (minute: number) => reported('hard_bounced', { position: minute });
const preview = (minutes: readonly number[], cause = outage) =>
  previewUndo(addressAfter(...minutes.map(bounce)), cause, rules, now);
const ref = (minute: number) => ({ at: at(minute), id: `example-mail/event-${minute}` });

describe('the preview', () => {
  it('shows what began in that time and whether the address stays suppressed', () => {
    const [suppression] = suppressionsOf(addressAfter(bounce(12), bounce(20)), rules);
    expect(preview([12, 20])).toStrictEqual([{ ...suppression, upTo: ref(20), staysSuppressed: false }]);
  });

  it('leaves alone what began before, though it was confirmed then', () => {
    expect(preview([9, 12])).toStrictEqual([]);
  });

  it.each([
    [10, 1],
    [29, 1],
    [9, 0],
    [30, 0],
  ])('of a suppression that began in minute %i has %i entries', (minute, count) => {
    expect(preview([minute])).toHaveLength(count);
  });

  it('goes no further than the incident: a later bounce goes on counting', () => {
    expect(preview([12, 40])).toMatchObject([{ upTo: ref(12), staysSuppressed: true }]);
  });

  it('says so when another ground keeps the address suppressed', () => {
    const state = addressAfter(bounce(12), reported('complained', { position: 5 }));
    expect(previewUndo(state, outage, rules, now)).toMatchObject([
      { cell: 'hard_bounce', staysSuppressed: true },
    ]);
  });

  it('is of the reasons and sources that were asked for', () => {
    expect(preview([12], { ...outage, reasons: ['complaint'] })).toStrictEqual([]);
    expect(preview([12], { ...outage, sources: ['other-mail'] })).toStrictEqual([]);
    expect(preview([12], { ...outage, sources: ['example-mail'] })).toHaveLength(1);
  });

  it('leaves out what has expired', () => {
    const policies = [
      {
        at: at(0),
        id: 'admin/policy',
        applies: 'to_history',
        policy: {
          softBounces: { limit: 1, withinDays: 1, expiresAfterDays: 1 },
          hardBounces: { expiresAfterDays: null },
          stop: 'everything',
          groups: {},
        },
      },
    ] as const;
    const state = addressAfter(reported('soft_bounced', { position: 12 }));
    const shortLived = { ...rules, policies };
    expect(previewUndo(state, outage, shortLived, now)).toHaveLength(1);
    expect(previewUndo(state, outage, shortLived, '2026-11-22T12:12:00.000Z')).toStrictEqual([]);
  });

  it('leaves alone what began nobody knows when', () => {
    const many = Array.from({ length: mostSoftBounces + 1 }, (_, index) =>
      reported('hard_bounced', { at: at(12), sourceEventId: `e${index}` }),
    );
    expect(previewUndo(addressAfter(...many), outage, rules, now)).toStrictEqual([]);
    expect(previewUndo(addressAfter(...many.slice(1)), outage, rules, now)).toHaveLength(1);
  });
});

describe('the undo', () => {
  const undo = (
    selection: UndoSuppressions['selection'],
    states: Parameters<typeof decideUndo>[1],
    why = 'our DNS was broken',
  ) => decideUndo({ type: 'UndoSuppressions', selection, why, causeId: 'undo-1' }, states);
  const ada = addressAfter(bounce(12));
  const bob = addressAfter({ ...bounce(13), subjectId: 'subject-bob' });
  const selected = [ada, bob].flatMap((state) => previewUndo(state, outage, rules, now));
  const liftOf = (subjectId: string, minute: number): SuppressionLifted => ({
    type: 'SuppressionLifted',
    data: {
      channel: 'email',
      subjectId,
      cell: 'hard_bounce',
      upTo: ref(minute),
      why: 'our DNS was broken',
      causeId: 'undo-1',
    },
    personal: null,
  });

  it('lifts each of the selection under one cause', () => {
    expect(undo(selected, [ada, bob])).toStrictEqual([liftOf('subject-ada', 12), liftOf('subject-bob', 13)]);
  });

  it('lifts what was previewed and not what happened since', () => {
    const since = addressAfter(bounce(12), bounce(40));
    const [event] = undo(selected.slice(0, 1), [since]);
    expect(event).toStrictEqual(liftOf('subject-ada', 12));
    if (event === undefined) throw new Error('a lift');
    const after = addressAfter(bounce(12), bounce(40), lifted(event, { position: 50 }));
    expect(suppressionsOf(after, rules)).toMatchObject([{ because: 'example-mail/event-40' }]);
  });

  it('is quiet about what was lifted in the meantime, and about what is selected twice', () => {
    const before = addressAfter(bounce(12), lifted(liftOf('subject-ada', 12), { position: 50 }));
    expect(undo(selected, [before, bob])).toStrictEqual([liftOf('subject-bob', 13)]);
    expect(undo([...selected, ...selected], [ada, bob])).toHaveLength(2);
    expect(undo(selected, [])).toStrictEqual([]);
  });

  it('is refused without a reason', () => {
    expect(() => undo(selected, [ada, bob], ' ')).toThrow(
      expect.objectContaining({ code: 'lift_needs_reason' }),
    );
  });
});

describe('what an undo came to', () => {
  const said = { causeId: 'undo-1', why: ' our DNS was broken ' };

  it('is said once for all that it lifted', () => {
    expect(undone(outage, said, 12)).toStrictEqual({
      type: 'SuppressionsUndone',
      data: { causeId: 'undo-1', ...outage, why: 'our DNS was broken', lifted: 12 },
      personal: null,
    });
  });

  it('is refused when nothing was left to lift, or without a reason', () => {
    expect(() => undone(outage, said, 0)).toThrow(expect.objectContaining({ code: 'undo_outdated' }));
    expect(() => undone(outage, { ...said, why: ' ' }, 1)).toThrow(
      expect.objectContaining({ code: 'lift_needs_reason' }),
    );
  });
});
