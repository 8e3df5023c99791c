import { beforeEach, describe, expect, it } from 'vitest';
import { suppressionPolicyStream } from '#server/domain/suppression/events.ts';
import { defaultSuppressionPolicy } from '#server/domain/suppression/policy.ts';
import { sampleFact, sampleReport } from '#server/testing/sample-events.ts';
import { openSuppressionStore, type SuppressionStore } from '#server/testing/suppression-store.ts';
import { currentSuppressionRules } from './policy-queries.ts';
import { listSuppressions } from './queries.ts';

let store: SuppressionStore;

beforeEach(async () => {
  store = await openSuppressionStore();
  return () => store.close();
});

const later = '2026-05-03T10:00:00.000Z';
const bouncing = 'bouncing@example.com';

const change = (n: number, limit: number, applies: 'from_now' | 'to_history') =>
  sampleFact(n, {
    stream: suppressionPolicyStream,
    type: 'SuppressionPolicyChanged',
    data: {
      policy: { ...defaultSuppressionPolicy, softBounces: { limit, withinDays: 14, expiresAfterDays: 90 } },
      applies,
    },
    personal: null,
  });

/** How many suppressions a list and a check find: they must never differ. */
async function found() {
  await store.project();
  const rules = await currentSuppressionRules(store.eventStore);
  const filter = { channel: null, reason: null, address: '', wholeAddressOnly: false };
  const page = { at: later, rules, cursor: null, limit: 5 };
  const { addresses } = await listSuppressions(store.db, filter, page);
  const checked = await store.reasonsOf(bouncing, later);
  return [addresses.flatMap(({ suppressions }) => suppressions).length, checked?.length];
}

const rows = () => store.sql`select * from read_models.suppressions order by key`;

describe('a change of policy', () => {
  it('is in force in lists and checks at once, and changes no row', async () => {
    const bounces = [60, 61, 62].map((n) => sampleReport(n, { kind: 'soft_bounced', recipient: bouncing }));
    await store.eventStore.append(bounces);
    expect(await found()).toEqual([0, 0]);
    const before = await rows();
    await store.eventStore.append([change(100, 3, 'from_now')]);
    expect(await found()).toEqual([0, 0]);
    await store.eventStore.append([change(101, 3, 'to_history')]);
    expect(await found()).toEqual([1, 1]);
    await store.eventStore.append([change(102, 4, 'to_history')]);
    expect(await found()).toEqual([0, 0]);
    expect(before).toHaveLength(1);
    expect(await rows()).toEqual(before);
  });

  it('from now on judges what happens from now on', async () => {
    await store.eventStore.append([change(100, 2, 'from_now')]);
    const bounce = (n: number) => sampleReport(n, { kind: 'soft_bounced', recipient: bouncing });
    await store.eventStore.append([bounce(98), bounce(99)]);
    expect(await found()).toEqual([0, 0]);
    await store.eventStore.append([bounce(101)]);
    expect(await found()).toEqual([1, 1]);
  });
});
