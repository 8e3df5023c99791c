import { describe, expect, it } from 'vitest';
import { planned, samplePolicy, sampleStep } from './escalation-history.ts';
import { type EscalationFact, escalationEvents, escalationStream } from './events.ts';
import { evolveEscalation, foldEscalation } from './evolve.ts';
import {
  at,
  cancelled,
  ended,
  intended,
  outcomeUnknown,
  settled,
  skipped,
  text,
} from './expected-actions.ts';
import { keyOf } from './keys.ts';

const two = samplePolicy({ steps: [sampleStep(), sampleStep({ send: { channel: 'push', template: 'p' } })] });
const given = planned(two);
const everything = [
  given,
  at(intended(), 910),
  at(outcomeUnknown, 1600),
  at(settled('sent'), 1700),
  at(cancelled(), 1800),
  at(ended('expired'), 1900),
  at(skipped('budget'), 2000),
];
const stateOf = (...events: EscalationFact[]) => foldEscalation(events);

describe('the state of an escalation', () => {
  it('watches the first message once it is planned', () => {
    expect(stateOf(given)).toStrictEqual({
      status: 'watching',
      plan: { ...given.data, plannedAt: given.occurredAt },
      outcomes: [],
      spentMicros: 0,
      step: 0,
      watchedId: 'ntf_1-email-0',
    });
  });

  it('watches the message of its step once that is sent, and none when it is not', () => {
    const sent = stateOf(given, at(intended(), 910), at(settled('sent'), 920));
    expect(sent).toMatchObject({ status: 'watching', step: 1, watchedId: text, outcomes: ['sent'] });
    const lost = stateOf(given, at(intended(), 910), at(outcomeUnknown, 1600), at(settled('not_sent'), 1700));
    expect(lost).toMatchObject({ status: 'watching', step: 1, watchedId: null, outcomes: ['not_sent'] });
    expect(stateOf(given, at(skipped('budget'), 910))).toMatchObject({
      watchedId: null,
      outcomes: ['skipped'],
    });
  });

  it('is at its end after the last step', () => {
    expect(stateOf(planned(), at(intended(), 910), at(settled('sent'), 920))).toMatchObject({
      status: 'ended',
      reason: 'steps_used_up',
      outcomes: ['sent'],
    });
  });

  it('counts what the cap counts, and gives back what was not sent', () => {
    const capped = planned({ ...two, maxCost: { currency: 'EUR', amountMicros: 90_000 } });
    const micros = (...events: EscalationFact[]) => {
      const state = stateOf(...events);
      return state.status === 'unplanned' ? null : state.spentMicros;
    };
    expect(micros(capped, at(intended(), 910))).toBe(50_000);
    expect(micros(capped, at(intended(), 910), at(settled('sent'), 920))).toBe(50_000);
    expect(micros(capped, at(intended(), 910), at(settled('not_sent'), 920))).toBe(0);
    expect(micros(capped, at(intended({ price: null }), 910))).toBe(0);
    expect(micros(given, at(intended(), 910))).toBe(0);
  });

  it.each<[string, readonly EscalationFact[]]>([
    ['unplanned', []],
    ['watching', [given]],
    ['intended', [given, at(intended(), 910)]],
    ['outcome_unknown', [given, at(intended(), 910), at(outcomeUnknown, 1600)]],
    ['cancelled', [given, at(cancelled(), 400)]],
    ['ended', [given, at(ended('expired'), 400)]],
  ])('%s is left alone by what does not belong to it', (status, history) => {
    const state = foldEscalation(history);
    expect(state.status).toBe(status);
    const strange = everything.filter((event) => evolveEscalation(state, event) === state);
    const moved = everything.filter((event) => !strange.includes(event)).map(({ type }) => type);
    expect(moved).toEqual(
      {
        unplanned: ['EscalationPlanned'],
        watching: ['EscalationIntended', 'EscalationCancelled', 'EscalationEnded', 'EscalationStepSkipped'],
        intended: ['EscalationOutcomeUnknown', 'EscalationSettled'],
        outcome_unknown: ['EscalationSettled'],
        cancelled: [],
        ended: [],
      }[status],
    );
  });

  it('is the same when every event is read twice', () => {
    const history = [given, at(intended(), 910), at(outcomeUnknown, 1600), at(settled('sent'), 1700)];
    for (let count = 0; count <= history.length; count += 1) {
      const read = history.slice(0, count);
      expect(foldEscalation(read.flatMap((event) => [event, event]))).toStrictEqual(foldEscalation(read));
      expect(foldEscalation([...read, ...read])).toStrictEqual(foldEscalation(read));
    }
  });

  it('is not moved by what was said of another step', () => {
    const second = (event: EscalationFact): EscalationFact =>
      // Safe: only the number of the step changes.
      ({ ...event, data: { ...event.data, step: 1 } }) as EscalationFact;
    const [, ...rest] = everything;
    for (const event of rest.map(second)) expect(stateOf(given, event)).toStrictEqual(stateOf(given));
  });
});

describe('the key of an event', () => {
  it('is one for all that can be decided about a step, and another for what became of it', () => {
    const keys = everything.map((event) => keyOf(event));
    expect(keys).toEqual([
      'escalation-ntf_1-planned',
      'escalation-ntf_1-step-0',
      'escalation-ntf_1-step-0-unknown',
      'escalation-ntf_1-step-0-outcome',
      'escalation-ntf_1-step-0',
      'escalation-ntf_1-step-0',
      'escalation-ntf_1-step-0',
    ]);
    expect(new Set(everything.map(({ type }) => type)).size).toBe(Object.keys(escalationEvents).length);
    expect(keyOf(intended({ step: 1 }))).toBe('escalation-ntf_1-step-1');
    expect(escalationStream('ntf_1')).toBe('escalation-ntf_1');
  });
});
