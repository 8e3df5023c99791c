import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sendRules } from '#server/domain/decision/send-decision.ts';
import { evolveMessage, type StoredMessageEvent } from './evolve.ts';
import { erasePersonal, joinMessages } from './join.ts';
import { messageKinds } from './kind.ts';
import {
  afterErasure,
  historic,
  historicConversion,
  historicRequest,
  historicSkip,
  historicUnknown,
} from './message-history.ts';
import { machineVerdicts } from './report.ts';
import type { MessageState } from './state.ts';

/** Chance with a fixed seed, so that a failure can be had again. */
const chance = { seed: 20_261_121, numRuns: 1_000 };

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const report = fc.record({
  kind: oneOf(...messageKinds),
  minute: fc.integer({ min: 10, max: 13 }),
  subjectId: oneOf('a', 'a', 'b', null),
  machine: oneOf(...machineVerdicts, undefined),
  codes: oneOf(undefined, { enhanced: '5.1.1' }, { smtp: '550', enhanced: '5.1.1' }, { attempt: 2 }),
  category: oneOf(undefined, 'billing', 'product'),
  providerMessageId: oneOf(undefined, 'sg-1', 'sg-2'),
  recipient: oneOf('ada@example.com', 'Ada@example.com'),
  reason: oneOf(undefined, 'full', 'unknown'),
  subjectLine: oneOf(undefined, 'Hello'),
  skipReason: oneOf(...sendRules),
  amountMicros: fc.integer({ min: 0, max: 9 }),
});
type Report = typeof report extends fc.Arbitrary<infer R> ? R : never;

const known = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

function event(spec: Report, index: number): StoredMessageEvent {
  const { kind, minute, subjectId, machine, codes, category, providerMessageId, skipReason, ...rest } = spec;
  const { amountMicros, ...personal } = rest;
  const place = { position: index + 1, at: `2026-11-21T12:${minute}:00.000Z`, subjectId };
  if (kind === 'requested') return historicRequest({ ...place, recipient: spec.recipient });
  if (kind === 'skipped') return historicSkip(skipReason, { ...place, recipient: spec.recipient });
  if (kind === 'outcome_unknown') return historicUnknown({ ...place, recipient: spec.recipient });
  if (kind === 'converted') {
    const value = { currency: category === undefined ? 'EUR' : 'USD', amountMicros };
    return historicConversion({ ...place, data: { value } });
  }
  return historic(kind, {
    ...place,
    data: known({ machine, codes, category, providerMessageId }),
    personal: known(personal),
  });
}

const history = fc.array(report, { minLength: 1, maxLength: 9 }).map((reports) => reports.map(event));
const played = history.chain((events) =>
  fc.record({
    events: fc.constant(events),
    // Every event at least once, in any order, with any repetitions in between.
    order: fc
      .tuple(
        fc.shuffledSubarray(events),
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.array(fc.nat()),
      )
      .map(([some, all, places]) =>
        some.reduce(
          (order, one, index) => order.toSpliced((places[index] ?? 0) % (order.length + 1), 0, one),
          all,
        ),
      ),
  }),
);

function fold(events: readonly StoredMessageEvent[], start: MessageState | null = null): MessageState {
  const state = events.reduce<MessageState | null>(evolveMessage, start);
  if (state === null) throw new Error('a history has at least one event');
  return state;
}

/** As a database gives a row back: another object, the properties of its JSON in another order. */
function reloaded(state: MessageState): MessageState {
  const { statusCodes } = state;
  const codes = statusCodes === null ? null : Object.fromEntries(Object.entries(statusCodes).reverse());
  return { ...structuredClone(state), statusCodes: codes };
}

describe('the fold', () => {
  it('gives the identical row for any order and any repetition', () => {
    fc.assert(
      fc.property(played, ({ events, order }) => {
        expect(fold(order)).toEqual(fold(events));
      }),
      chance,
    );
  });

  it('gives the identical row for any division into batches with the row saved in between', () => {
    fc.assert(
      fc.property(played, fc.array(fc.nat(20)), ({ events, order }, cuts) => {
        const borders = [...new Set([0, ...cuts, order.length])].sort((a, b) => a - b);
        const row = borders.reduce<MessageState | null>((state, border, index) => {
          const batch = order.slice(border, borders[index + 1]);
          return batch.length === 0 ? state : fold(batch, state && reloaded(state));
        }, null);
        expect(row).toEqual(fold(events));
      }),
      chance,
    );
  });

  it('of parts, joined in either order, is the fold of the whole', () => {
    fc.assert(
      fc.property(history, fc.nat(), fc.nat(), (events, first, second) => {
        fc.pre(events.length >= 3);
        const [low = 1, high = 2] = [
          1 + (first % (events.length - 2)),
          2 + (second % (events.length - 2)),
        ].sort((a, b) => a - b);
        fc.pre(low < high);
        const [a, b, c] = [events.slice(0, low), events.slice(low, high), events.slice(high)].map((part) =>
          fold(part),
        );
        if (a === undefined || b === undefined || c === undefined) throw new Error('three parts');
        const whole = fold(events);
        expect(joinMessages(joinMessages(a, b), c)).toEqual(whole);
        expect(joinMessages(a, joinMessages(b, c))).toEqual(whole);
        expect(joinMessages(joinMessages(c, b), a)).toEqual(whole);
      }),
      chance,
    );
  });

  it('of an erased history is what erasing left of the row, wherever in the history that was', () => {
    fc.assert(
      fc.property(history, oneOf('a', 'b'), fc.nat(), (events, subject, place) => {
        const cut = 1 + (place % events.length);
        const [before, after] = [events.slice(0, cut), events.slice(cut)];
        const row = fold(before);
        const live = fold(after, row.subjectId === subject ? erasePersonal(row) : row);
        const erased = before.map((one) => (one.subjectId === subject ? afterErasure(one) : one));
        expect(fold([...erased, ...after])).toEqual(live);
        expect(fold([...after.toReversed(), ...erased.toReversed()])).toEqual(live);
      }),
      chance,
    );
  });
});

describe('two states that share an event', () => {
  it('cannot be joined, since events are counted', () => {
    const state = fold([historic('delivered')]);
    expect(() => joinMessages(state, state)).toThrow('share an event');
  });
});
