import { describe, expect, it } from 'vitest';
import type { DomainError } from '#server/domain/domain-error.ts';
import { appended, noon, planned, samplePolicy } from './escalation-history.ts';
import type { EscalationFact } from './events.ts';
import { foldEscalation } from './evolve.ts';
import { append, at, intended, outcomeUnknown, settled } from './expected-actions.ts';
import { react } from './react.ts';

describe('a plan', () => {
  const input = {
    type: 'plan',
    at: noon(),
    notification: { notificationId: 'ntf_1', category: 'billing', template: 'receipt' },
    policy: samplePolicy(),
  } as const;

  it('is made once, with the policy as it is now', () => {
    const { occurredAt, ...event } = planned();
    expect(react(input, foldEscalation([])).actions).toStrictEqual([append('planned', event, 0)]);
    expect(occurredAt).toBe(noon());
    expect(react(input, foldEscalation([planned()])).actions).toStrictEqual([]);
  });
});

describe('a person who found out what became of an intent', () => {
  const given = [planned(), at(intended(), 910)];

  it('settles it when its outcome is unknown, and may say so twice', () => {
    const settle = (outcome: 'sent' | 'not_sent', history: readonly EscalationFact[], step = 0) =>
      react({ type: 'settle', at: noon(3000), step, outcome }, foldEscalation(history));
    const open = [...given, at(outcomeUnknown, 2000)];
    for (const outcome of ['sent', 'not_sent'] as const) {
      const reaction = settle(outcome, open);
      expect(reaction.actions).toStrictEqual([append('step-0-outcome', settled(outcome, 'person'), 3000)]);
      expect(settle(outcome, [...open, ...appended(reaction.actions)]).actions).toStrictEqual([]);
    }
    const refused = expect.objectContaining({ code: 'outcome_not_unknown' }) as DomainError;
    const done = [...open, at(settled('sent', 'person'), 3000)];
    expect(() => settle('not_sent', done)).toThrow(refused);
    expect(() => settle('sent', given)).toThrow(refused);
    expect(() => settle('sent', open, 1)).toThrow(refused);
    expect(() => settle('sent', [])).toThrow(refused);
  });
});
