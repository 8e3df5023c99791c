import { beforeEach, describe, expect, it } from 'vitest';
import { escalationPoliciesStream } from '#server/domain/escalation-policy/events.ts';
import { sampleDraft } from '#server/domain/escalation-policy/policy-history.ts';
import { openSuppressionStore, type SuppressionStore } from '#server/testing/suppression-store.ts';
import { changeEscalationPolicies, type PolicyWish } from './change-escalation-policies.ts';
import { loadPolicyBook, loadWholePolicyBook } from './load-policy-book.ts';

let store: SuppressionStore;

beforeEach(async () => {
  store = await openSuppressionStore();
  return () => store.close();
});

const by = { actor: 'admin-1', at: '2026-05-03T09:00:00.000Z' };
const draft = sampleDraft({
  steps: [
    {
      when: 'not_opened',
      within: '15m',
      after: 'delivered',
      send: { channel: 'sms', template: 'receipt' },
    },
  ],
});
const change = (wish: PolicyWish) => changeEscalationPolicies(store, wish, by);
const save = (critical: boolean, basis: number | null) =>
  change({ type: 'SavePolicy', draft: { ...draft, critical }, basis, confirmed: [] });
const price = (cents: number, basis: number) =>
  change({
    type: 'SetChannelPrice',
    channel: 'sms',
    price: { currency: 'EUR', amountMicros: cents * 10_000 },
    basis,
  });

describe('policies', () => {
  it('are in force from when they are saved until they are retired, and signed', async () => {
    expect(await loadPolicyBook(store.eventStore)).toEqual({
      policies: [],
      prices: { email: null, sms: null, push: null, in_app: null },
    });
    await save(false, null);
    await save(true, 1);
    await price(7, 0);
    expect(await loadPolicyBook(store.eventStore)).toEqual({
      policies: [{ ...draft, critical: true, version: 2 }],
      prices: { email: null, sms: { currency: 'EUR', amountMicros: 70_000 }, push: null, in_app: null },
    });
    expect(await change({ type: 'RetirePolicy', policyId: 'receipts', basis: 2 })).toEqual({ changed: true });
    expect((await loadPolicyBook(store.eventStore)).policies).toEqual([]);
    expect((await loadWholePolicyBook(store.eventStore)).policies).toMatchObject({
      receipts: { status: 'retired', version: 3 },
    });
    const events = await store.eventStore.readStream(escalationPoliciesStream);
    expect(new Set(events.map(({ actor }) => actor))).toEqual(new Set(['admin-1']));
  });

  it('are left alone by what is so already, though the database gives properties back in its own order', async () => {
    await save(false, null);
    expect(await save(false, 1)).toEqual({ changed: false });
    await price(7, 0);
    expect(await price(7, 1)).toEqual({ changed: false });
    expect(await store.eventStore.readStream(escalationPoliciesStream)).toHaveLength(2);
  });
});

describe('two admins at once', () => {
  it.each([
    ['make', () => Promise.resolve(), null],
    ['change', () => save(false, null), 1],
  ])('%s one policy: one does, the other is told so', async (_, before, basis) => {
    await before();
    const read = await store.eventStore.newestPosition();
    const other = { ...draft, giveUpAfter: '2d' };
    const answers = await Promise.allSettled([
      save(true, basis),
      change({ type: 'SavePolicy', draft: other, basis, confirmed: [] }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const code = basis === null ? 'policy_name_taken' : 'policy_changed';
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code } });
    expect(await store.eventStore.newestPosition()).toBe(read + 1);
  });

  it('set one price, or one retires what the other changes: one does, the other is told so', async () => {
    const prices = await Promise.allSettled([price(5, 0), price(7, 0)]);
    expect(prices.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await save(false, null);
    const answers = await Promise.allSettled([
      save(true, 1),
      change({ type: 'RetirePolicy', policyId: 'receipts', basis: 1 }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await loadWholePolicyBook(store.eventStore)).policies).toMatchObject({
      receipts: { version: 2 },
    });
  });

  it('who wish the same both have it', async () => {
    const answers = await Promise.all([save(true, null), save(true, null)]);
    expect(answers.map(({ changed }) => changed).sort()).toEqual([false, true]);
  });
});
