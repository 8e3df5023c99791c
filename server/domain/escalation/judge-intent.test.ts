import { describe, expect, it } from 'vitest';
import type { StoredMessageEvent } from '#server/domain/message/evolve.ts';
import type { ReportData } from '#server/domain/message/report.ts';
import { factsOf, noon, planned, samplePolicy } from './escalation-history.ts';
import { foldEscalation } from './evolve.ts';
import { at, intended, outcomeUnknown, told } from './expected-actions.ts';
import { judgeIntent } from './judge-intent.ts';

const plan = planned(samplePolicy({ giveUpAfter: '1h' }));

function judged(
  handover: Parameters<typeof judgeIntent>[1],
  events: readonly StoredMessageEvent[],
  seconds = 910,
  given = [plan, at(intended(), 900)],
) {
  const state = foldEscalation(given);
  if (state.status !== 'intended' && state.status !== 'outcome_unknown') throw new Error('an intent');
  return judgeIntent(state, handover, factsOf(events).messages, noon(seconds));
}

const opened = (seconds: number, machine: NonNullable<ReportData['machine']> = 'human') => [
  told('delivered', 10),
  told('opened', seconds, { machine }),
];

describe('an intent that no provider was asked about', () => {
  it.each(['not_started', 'put_off'] as const)('is handed over (%s), however late', (handover) => {
    expect(judged(handover, [])).toBe('hand_over');
    expect(judged(handover, [told('delivered', 10)], 3_599)).toBe('hand_over');
  });

  it.each(['not_started', 'put_off'] as const)('is taken back (%s) once a person saw it', (handover) => {
    expect(judged(handover, opened(905))).toBe('take_back');
  });

  it('is handed over although a machine saw it, or somebody who may yet turn out to be one', () => {
    expect(judged('not_started', opened(905, 'likely_machine'))).toBe('hand_over');
    expect(judged('not_started', [told('opened', 905, { machine: 'human' })])).toBe('hand_over');
  });

  it('is taken back when its time is up', () => {
    expect(judged('not_started', [], 3_600)).toBe('take_back');
  });
});

describe('an intent that a provider was asked about', () => {
  it('is pursued while nobody knows the answer, even if a person saw it', () => {
    expect(judged('open', opened(905), 9_000)).toBe('hand_over');
  });

  it('is out of our hands when it is over', () => {
    expect(judged('over', opened(905))).toBe('look');
  });

  it('is left alone where its outcome was given up', () => {
    const given = [plan, at(intended(), 900), at(outcomeUnknown, 1_500)];
    for (const handover of ['not_started', 'open', 'put_off', 'over'] as const) {
      expect(judged(handover, [], 1_600, given)).toBe('look');
    }
  });
});
