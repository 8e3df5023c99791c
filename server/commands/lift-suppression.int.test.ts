import { beforeEach, describe, expect, it } from 'vitest';
import { sampleReport } from '#server/testing/sample-events.ts';
import { openSuppressionStore, type SuppressionStore } from '#server/testing/suppression-store.ts';
import { liftSuppression } from './lift-suppression.ts';

let store: SuppressionStore;

beforeEach(async () => {
  store = await openSuppressionStore();
  return () => store.close();
});

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();
const now = at(3_600);
const by = { actor: 'admin-1', source: 'admin' } as const;
const otherAdmin = { actor: 'admin-2', source: 'admin' } as const;

describe('lifting a suppression', () => {
  const address = 'bounced@example.com';
  const lift = () => ({ ...store.target(address), cell: 'hard_bounce', why: 'mended', by, at: now }) as const;

  it('takes away one ground, up to what is known', async () => {
    await store.eventStore.append([
      sampleReport(1, { kind: 'hard_bounced', recipient: address }),
      sampleReport(2, { kind: 'complained', recipient: address }),
    ]);
    expect(await liftSuppression(store, lift())).toEqual({ lifted: true });
    expect(await store.reasonsOf(address, now)).toEqual([['complaint', null]]);
    const [event] = await store.eventStore.readStream(`suppression-email-${store.target(address).subjectId}`);
    expect(event).toMatchObject({
      type: 'SuppressionLifted',
      data: { why: 'mended', upTo: { id: 'sample/e-1' } },
      actor: 'admin-1',
    });
    await store.eventStore.append([sampleReport(3, { kind: 'hard_bounced', recipient: address })]);
    expect(await store.reasonsOf(address, now)).toEqual([
      ['complaint', null],
      ['hard_bounce', null],
    ]);
  });

  it('is one event for two admins at once, and nothing when it does not hold', async () => {
    expect(await liftSuppression(store, lift())).toEqual({ lifted: false });
    await store.eventStore.append([sampleReport(1, { kind: 'hard_bounced', recipient: address })]);
    const both = [lift(), { ...lift(), by: otherAdmin, why: 'also mended' }];
    const answers = await Promise.all(both.map((each) => liftSuppression(store, each)));
    expect(answers.filter(({ lifted }) => lifted)).toHaveLength(1);
    expect(
      await store.eventStore.readStream(`suppression-email-${store.target(address).subjectId}`),
    ).toHaveLength(1);
  });

  it('is refused without a reason', async () => {
    await expect(liftSuppression(store, { ...lift(), why: ' ' })).rejects.toMatchObject({
      code: 'lift_needs_reason',
    });
  });
});
