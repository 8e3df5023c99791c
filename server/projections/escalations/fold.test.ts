import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { escalations } from '#db/schema/escalations.ts';
import { planned, samplePolicy, sampleStep } from '#server/domain/escalation/escalation-history.ts';
import { type EscalationFact, escalationEvents } from '#server/domain/escalation/events.ts';
import { foldEscalation } from '#server/domain/escalation/evolve.ts';
import {
  at,
  cancelled,
  ended,
  intended,
  outcomeUnknown,
  settled,
  skipped,
} from '#server/domain/escalation/expected-actions.ts';
import type { EscalationState } from '#server/domain/escalation/state.ts';
import { historicEvent } from '#server/domain/event-history.ts';
import { expectRowsToFit } from '#server/testing/fold-checks.ts';
import { generatedEscalation } from '#server/testing/generated-escalations.ts';
import { escalationsFold } from './fold.ts';
import { type EscalationRow, stateOfRow } from './rows.ts';

/** Chance with a fixed seed, so that a failure can be had again. */
const chance = { seed: 20_261_121, numRuns: 1_000 };
const choices = fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 12 });

function fold(facts: readonly EscalationFact[], start: EscalationRow | null = null): EscalationRow {
  const row = facts.reduce<EscalationRow | null>((state, fact, index) => {
    const { occurredAt, ...event } = fact;
    const stored = historicEvent(event, { position: index + 1, at: occurredAt, source: 'engine' });
    const [key = 'no key'] = escalationsFold.keysOf(stored);
    return escalationsFold.evolve(state, stored, key);
  }, start);
  if (row === null) throw new Error('a row needs an event');
  return row;
}

/** As a database gives it back: another object, the properties of its JSON in another order. */
function reloaded<Value>(value: Value): Value {
  const reversed = JSON.parse(JSON.stringify(value), (_, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).reverse())
      : part,
  );
  return reversed;
}

const threeSteps = samplePolicy({
  giveUpAfter: '1h',
  steps: [
    sampleStep({ within: '15m' }),
    sampleStep({ within: '20m', send: { channel: 'push', template: 'p' } }),
    sampleStep({ within: '2h', send: { channel: 'in_app', template: 'i' } }),
  ],
});
const plan = planned(threeSteps);

describe('a row', () => {
  it('has exactly the columns of the table, with a value where there must be one', () => {
    const sent = [plan, at(intended(), 910), at(settled('sent'), 920)];
    const rows = [
      fold([at(intended(), 910)]),
      fold([plan]),
      fold(sent),
      fold(sent.slice(0, 2)),
      fold([plan, at(cancelled(), 400)]),
      fold([plan, at(ended('expired'), 400)]),
    ];
    expectRowsToFit(escalations, rows);
    expectTypeOf<keyof EscalationRow>().toEqualTypeOf<keyof typeof escalations.$inferSelect>();
  });

  it('holds the whole state after every event, whatever the history', () => {
    const seen = new Set<EscalationState['status']>();
    fc.assert(
      fc.property(choices, (picked) => {
        const facts = generatedEscalation('ntf_1', picked);
        for (let count = 1; count <= facts.length; count += 1) {
          const state = foldEscalation(facts.slice(0, count));
          seen.add(state.status);
          expect(stateOfRow(reloaded(fold(facts.slice(0, count))))).toStrictEqual(state);
        }
      }),
      chance,
    );
    expect([...seen].sort()).toEqual(['cancelled', 'ended', 'intended', 'outcome_unknown', 'watching']);
  });

  it('is the same however its events are repeated and cut into batches', () => {
    let longest = 0;
    const cuts = fc.array(fc.nat({ max: 20 }), { maxLength: 4 });
    const again = fc.array(fc.nat({ max: 20 }), { maxLength: 5 });
    fc.assert(
      fc.property(choices, cuts, again, (picked, borders, repeats) => {
        const facts = generatedEscalation('ntf_1', picked);
        longest = Math.max(longest, facts.length);
        // What was read before comes once more, after any later event.
        const read = repeats.reduce<readonly EscalationFact[]>((all, which) => {
          const index = which % all.length;
          const where = index + 1 + (which % (all.length - index));
          return all.toSpliced(where, 0, ...all.slice(index, index + 1));
        }, facts);
        const batches = [...new Set([0, ...borders.map((border) => border % read.length), read.length])];
        const inBatches = batches
          .sort((a, b) => a - b)
          .reduce<EscalationRow | null>((row, border, index) => {
            const batch = read.slice(border, batches[index + 1]);
            return batch.length === 0 ? row : fold(batch, row === null ? null : reloaded(row));
          }, null);
        expect(inBatches).toStrictEqual(fold(facts));
      }),
      chance,
    );
    expect(longest).toBeGreaterThan(7);
  });

  it('is left untouched by what it holds already', () => {
    const facts = [plan, at(intended(), 910), at(outcomeUnknown, 1600)];
    const row = fold(facts);
    expect(fold(facts, row)).toBe(row);
    expect(row).toMatchObject({ status: 'outcome_unknown', changedAt: '2026-11-21T12:26:40.000Z' });
  });

  it('without a plan says so, and takes the plan when it comes', () => {
    const early = fold([at(intended(), 910)]);
    expect(stateOfRow(early)).toStrictEqual({ status: 'unplanned' });
    expect(stateOfRow(fold([plan], early))).toStrictEqual(foldEscalation([plan]));
  });

  it('that no fold can have made is not taken for a state', () => {
    expect(() => stateOfRow({ ...fold([plan]), status: 'intended' })).toThrow(
      'the escalation of ntf_1 is intended without intent',
    );
    expect(() => stateOfRow({ ...fold([plan]), plan: null })).toThrow('watching without plan');
  });
});

describe('the next step', () => {
  const dueOf = (...facts: EscalationFact[]) => fold([plan, ...facts]).dueAt;
  const sent = [at(intended(), 910), at(settled('sent'), 1_000)];

  it('is due when its time, counted from the message before it, is up at the earliest', () => {
    expect(dueOf()).toBe('2026-11-21T12:15:00.000Z');
    // 15 minutes and 10 seconds after noon plus 20 minutes: its report came later than it was sent.
    expect(dueOf(...sent)).toBe('2026-11-21T12:35:10.000Z');
  });

  it('is due at once when the one before it sent nothing', () => {
    expect(dueOf(at(skipped('budget'), 910))).toBe('2026-11-21T12:15:10.000Z');
    expect(dueOf(at(intended(), 910), at(settled('not_sent'), 1_000))).toBe('2026-11-21T12:16:40.000Z');
  });

  it.each<[string, string, readonly EscalationFact[]]>([
    ['10m', '2026-11-21T12:10:00.000Z', []],
    ['30m', '2026-11-21T12:30:00.000Z', sent],
    ['15m', '2026-11-21T12:15:00.000Z', [at(skipped('budget'), 910)]],
  ])('is never due after the %s when the escalation is given up', (giveUpAfter, expected, facts) => {
    expect(fold([planned({ ...threeSteps, giveUpAfter }), ...facts]).dueAt).toBe(expected);
  });

  it('is due at no time that is known while an intent is open, or when there is none', () => {
    expect(dueOf(at(intended(), 910))).toBeNull();
    expect(dueOf(at(intended(), 910), at(outcomeUnknown, 1_600))).toBeNull();
    expect(dueOf(at(cancelled(), 400))).toBeNull();
    expect(dueOf(at(ended('expired'), 400))).toBeNull();
  });
});

it('is found by its notification, and follows every event of escalations', () => {
  expect(escalationsFold.key).toBe('notificationId');
  expect([...escalationsFold.handles]).toEqual(Object.keys(escalationEvents));
});
