import { beforeEach, expect, it } from 'vitest';
import type { Role, Viewer } from '#server/auth/viewer.ts';
import { contactStream } from '#server/domain/contact/events.ts';
import { runProjection } from '#server/projections/run.ts';
import { callerDeps } from '#server/testing/caller-deps.ts';
import { readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleFact, sampleReport } from '#server/testing/sample-events.ts';
import { openSuppressionStore, type SuppressionStore } from '#server/testing/suppression-store.ts';
import { createCaller } from '../router.ts';
import { peopleRouter } from './people.ts';

let store: SuppressionStore;

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();
const viewer = (role: Role): Viewer => ({ userId: `${role}-1`, email: `${role}@example.com`, role });
const callerOf = (who: Viewer | null) => {
  const { db, eventStore } = store;
  const deps = callerDeps({ db, eventStore, now: () => at(3_600) });
  return createCaller({ viewer: who, deps }).people;
};
const address = 'ada@example.com';

beforeEach(async () => {
  store = await openSuppressionStore();
  await store.eventStore.append([
    sampleFact(1, {
      stream: contactStream('ada'),
      type: 'ContactAddressSet',
      data: { userId: 'ada', ...store.target(address) },
      personal: { address },
      subject: { kind: 'email', value: address },
    }),
    sampleReport(10, { kind: 'delivered', recipient: address }),
    sampleReport(20, { kind: 'hard_bounced', recipient: address }),
  ]);
  for (const name of ['contacts', 'suppressions']) {
    const model = readModelOf(name);
    await runProjection({ sql: store.sql, eventStore: store.eventStore }, model);
  }
  return () => store.close();
});

it('is not allowed to strangers and plain users', async () => {
  expect(Object.keys(peopleRouter._def.procedures)).toEqual(['channels']);
  const call = (who: Viewer | null) => callerOf(who).channels({ userId: 'ada' });
  await expect(call(null)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  await expect(call(viewer('user'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(call(viewer('support'))).resolves.toBeDefined();
});

it('shows the channels of a person, now and at a moment', async () => {
  const admin = callerOf(viewer('admin'));
  const now = await admin.channels({ userId: 'ada' });
  expect(now.channels[0]).toMatchObject({
    channel: 'email',
    address: { address },
    lastStatus: { status: 'hard_bounced' },
    suppressions: [{ reason: 'hard_bounce' }],
    health: { grade: 'bad' },
  });
  const before = await admin.channels({ userId: 'ada', asOf: { at: at(19), by: 'occurred' } });
  expect(before.channels[0]).toMatchObject({ suppressions: [], health: { grade: 'good' } });
  const after = await admin.channels({ userId: 'ada', asOf: { at: at(3_600), by: 'occurred' } });
  expect(after).toEqual(now);
});

it('masks addresses for support', async () => {
  const support = callerOf(viewer('support'));
  const asOf = { at: at(60), by: 'occurred' } as const;
  const answers = [
    await support.channels({ userId: 'ada' }),
    await support.channels({ userId: 'ada', asOf }),
  ];
  expect(answers.map(({ channels }) => channels[0]?.address?.address)).toEqual(
    Array(2).fill('a•••@example.com'),
  );
  expect(JSON.stringify(answers)).not.toContain('ada@');
});
