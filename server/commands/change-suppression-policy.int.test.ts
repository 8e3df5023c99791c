import { beforeEach, describe, expect, it } from 'vitest';
import { suppressionPolicyStream } from '#server/domain/suppression/events.ts';
import { defaultSuppressionPolicy, type SuppressionPolicy } from '#server/domain/suppression/policy.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { sampleReport } from '#server/testing/sample-events.ts';
import { openSuppressionStore, type SuppressionStore } from '#server/testing/suppression-store.ts';
import { changeSuppressionPolicy, previewSuppressionPolicy } from './change-suppression-policy.ts';

let store: SuppressionStore;

beforeEach(async () => {
  store = await openSuppressionStore();
  return () => store.close();
});

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();
const now = at(3_600);

describe('changing the policy', () => {
  const withLimit = (limit: number): SuppressionPolicy => ({
    ...defaultSuppressionPolicy,
    softBounces: { limit, withinDays: 14, expiresAfterDays: 90 },
  });
  const change = (
    limit: number,
    basis: string | null,
    applies: 'from_now' | 'to_history' = 'to_history',
  ) => ({
    policy: withLimit(limit),
    applies,
    basis,
    actor: 'admin-1',
    at: now,
  });
  const preview = (limit: number, applies: 'from_now' | 'to_history') =>
    previewSuppressionPolicy(store, { policy: withLimit(limit), applies }, { at: now, samples: 2 });

  it('shows what it would do to every address before it is made, and does that', async () => {
    const people = Array.from({ length: 5 }, (_, n) => `soft-${n}@example.com`);
    await store.eventStore.append(
      people.flatMap((recipient, n) =>
        [0, 1, 2].map((k) => sampleReport(n * 10 + k, { kind: 'soft_bounced', recipient })),
      ),
    );
    await store.project();
    expect(await preview(3, 'from_now')).toMatchObject({ newlySuppressed: 0, added: { count: 0 } });
    const shown = await preview(3, 'to_history');
    expect(shown).toMatchObject({ newlySuppressed: 5, added: { count: 5 }, unchanged: 0, basis: null });
    expect(shown.added.first).toHaveLength(2);
    expect(await store.eventStore.readStream(suppressionPolicyStream)).toEqual([]);

    expect(await changeSuppressionPolicy(store, change(3, shown.basis))).toEqual({ changed: true });
    for (const one of people)
      expect(await store.reasonsOf(one, now)).toMatchObject([
        ['soft_bounce_limit', at(90 * 86_400 + people.indexOf(one) * 10 + 2)],
      ]);
    expect(await preview(5, 'to_history')).toMatchObject({ noLongerSuppressed: 5, removed: { count: 5 } });
    const [event] = await store.eventStore.readStream(suppressionPolicyStream);
    expect(event).toMatchObject({ actor: 'admin-1', data: { applies: 'to_history' } });
  });

  it('of two admins at once is made by one, and the other is told to look again', async () => {
    const answers = await Promise.allSettled(
      [3, 4].map((limit) => changeSuppressionPolicy(store, change(limit, null))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = answers.find(({ status }) => status === 'rejected');
    expect(refused).toMatchObject({ reason: { code: 'policy_changed' } });
    expect(await store.eventStore.readStream(suppressionPolicyStream)).toHaveLength(1);
  });

  it('is quiet when it is asked again, and follows the change before by any clock', async () => {
    expect(await changeSuppressionPolicy(store, change(3, null))).toEqual({ changed: true });
    expect(await changeSuppressionPolicy(store, change(3, null))).toEqual({ changed: false });
    const { basis } = await preview(4, 'to_history');
    const behind = { ...change(4, basis), at: at(0) };
    expect(await changeSuppressionPolicy(store, behind)).toEqual({ changed: true });
    const { policies } = await currentSuppressionRules(store.eventStore);
    expect(policies.map(({ policy }) => policy.softBounces.limit)).toEqual([4]);
  });
});
