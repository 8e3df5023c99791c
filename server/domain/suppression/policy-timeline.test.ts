import { describe, expect, it } from 'vitest';
import { historicEvent } from '#server/domain/event-history.ts';
import { everyOrderTwice } from '#server/domain/message/every-order.ts';
import type { StoredEventOf } from '#server/domain/stored-event.ts';
import { suppressionPolicyStream } from './events.ts';
import { defaultSuppressionPolicy, type SuppressionPolicy, suppressionPolicy } from './policy.ts';
import { decidePolicyChange, evolvePolicies, type PolicyTimeline, policyAt } from './policy-timeline.ts';

const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;
const withLimit = (limit: number): SuppressionPolicy => ({
  ...defaultSuppressionPolicy,
  softBounces: { ...defaultSuppressionPolicy.softBounces, limit },
});
const changed = (position: number, limit: number, applies: 'from_now' | 'to_history' = 'from_now') =>
  historicEvent<'SuppressionPolicyChanged'>(
    {
      type: 'SuppressionPolicyChanged',
      data: { policy: withLimit(limit), applies },
      personal: null,
    },
    { stream: suppressionPolicyStream, position, source: 'admin' },
  );
const timelineOf = (...events: readonly StoredEventOf<'SuppressionPolicyChanged'>[]) =>
  events.reduce<PolicyTimeline>(evolvePolicies, []);
const limits = (timeline: PolicyTimeline) =>
  [1, 2, 3, 4, 5].map((minute) => policyAt(timeline, at(minute)).softBounces.limit);

describe('the policy', () => {
  it('is the default one until somebody changes it', () => {
    expect(limits(timelineOf())).toStrictEqual([5, 5, 5, 5, 5]);
    expect(suppressionPolicy.parse(defaultSuppressionPolicy)).toEqual(defaultSuppressionPolicy);
  });

  it('changes from the moment of the change on', () => {
    expect(limits(timelineOf(changed(2, 20), changed(4, 40)))).toStrictEqual([5, 20, 20, 40, 40]);
  });

  it('changes for all history when that is said, and what came before is over', () => {
    const timeline = timelineOf(changed(2, 20), changed(3, 30, 'to_history'), changed(5, 50));
    expect(limits(timeline)).toStrictEqual([30, 30, 30, 30, 50]);
    expect(timeline).toHaveLength(2);
  });

  it('is the same in every order, each change twice', () => {
    const history = [
      changed(1, 10),
      changed(3, 30, 'to_history'),
      changed(2, 20, 'to_history'),
      changed(5, 50),
    ];
    const expected = timelineOf(...history);
    let histories = 0;
    for (const twice of everyOrderTwice(history)) {
      histories += 1;
      expect(timelineOf(...twice)).toStrictEqual(expected);
    }
    expect(histories).toBe(48);
  });

  it.each([
    [{ softBounces: { limit: 51, withinDays: 14, expiresAfterDays: 90 } }],
    [{ softBounces: { limit: 0, withinDays: 14, expiresAfterDays: 90 } }],
    [{ hardBounces: { expiresAfterDays: 0 } }],
    [{ stop: 'nothing' }],
  ])('cannot be %j', (part) => {
    expect(suppressionPolicy.safeParse({ ...defaultSuppressionPolicy, ...part }).success).toBe(false);
  });
});

describe('changing the policy', () => {
  const decide = (timeline: PolicyTimeline, limit: number, applies: 'from_now' | 'to_history') =>
    decidePolicyChange(
      {
        type: 'ChangeSuppressionPolicy',
        policy: withLimit(limit),
        applies,
        basis: timeline.at(-1)?.id ?? null,
      },
      timeline,
    );

  it('is recorded with what it applies to', () => {
    expect(decide([], 3, 'to_history')).toStrictEqual([
      {
        type: 'SuppressionPolicyChanged',
        data: { policy: withLimit(3), applies: 'to_history' },
        personal: null,
      },
    ]);
  });

  it('brings nothing when it is so', () => {
    expect(decide([], 5, 'from_now')).toStrictEqual([]);
    expect(decide([], 5, 'to_history')).toStrictEqual([]);
    expect(decide(timelineOf(changed(1, 3)), 3, 'from_now')).toStrictEqual([]);
    expect(decide(timelineOf(changed(1, 3, 'to_history')), 3, 'to_history')).toStrictEqual([]);
  });

  it('of the past brings something while the past was otherwise', () => {
    expect(decide(timelineOf(changed(1, 3)), 3, 'to_history')).toHaveLength(1);
    const backAndForth = timelineOf(changed(1, 3, 'to_history'), changed(2, 4), changed(3, 3));
    expect(decide(backAndForth, 3, 'to_history')).toHaveLength(1);
  });

  it('does not see a change in the order of properties', () => {
    const groups = { a: 'billing', b: 'product' };
    const there = [
      { at: at(1), id: 'admin/1', applies: 'from_now', policy: { ...withLimit(3), groups } },
    ] as const;
    const policy = { ...withLimit(3), groups: { b: 'product', a: 'billing' } };
    expect(
      decidePolicyChange(
        { type: 'ChangeSuppressionPolicy', policy, applies: 'from_now', basis: 'admin/1' },
        there,
      ),
    ).toStrictEqual([]);
  });

  it('is refused when somebody else changed it since, and quiet when they changed it to the same', () => {
    const timeline = timelineOf(changed(1, 3));
    const late = (limit: number, basis: string | null) =>
      decidePolicyChange(
        { type: 'ChangeSuppressionPolicy', policy: withLimit(limit), applies: 'from_now', basis },
        timeline,
      );
    expect(() => late(4, null)).toThrow(expect.objectContaining({ code: 'policy_changed' }));
    expect(() => late(4, 'admin/event-0')).toThrow(expect.objectContaining({ code: 'policy_changed' }));
    expect(late(4, 'admin/event-1')).toHaveLength(1);
    expect(late(3, null)).toStrictEqual([]);
  });
});
