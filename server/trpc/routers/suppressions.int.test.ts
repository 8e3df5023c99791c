import { beforeEach, describe, expect, it } from 'vitest';
import type { Role, Viewer } from '#server/auth/viewer.ts';
import { defaultSuppressionPolicy } from '#server/domain/suppression/policy.ts';
import { callerDeps } from '#server/testing/caller-deps.ts';
import { sampleReport } from '#server/testing/sample-events.ts';
import { openSuppressionStore, type SuppressionStore } from '#server/testing/suppression-store.ts';
import { createCaller } from '../router.ts';
import { suppressionsRouter } from './suppressions.ts';

let store: SuppressionStore;
let nudges = 0;

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();
const viewer = (role: Role): Viewer => ({ userId: `${role}-1`, email: `${role}@example.com`, role });
const callerOf = (who: Viewer | null) => {
  const nudge = () => {
    nudges += 1;
    return null;
  };
  const deps = callerDeps({ db: store.db, eventStore: store.eventStore, now: () => at(3_600), nudge });
  return createCaller({ viewer: who, deps }).suppressions;
};
const as = (role: Role) => callerOf(viewer(role));
const jane = 'jane@example.com';
const cause = { from: at(0), to: at(60), reasons: ['hard_bounce' as const] };
const change = { policy: defaultSuppressionPolicy, applies: 'to_history' as const };

beforeEach(async () => {
  nudges = 0;
  store = await openSuppressionStore();
  await store.eventStore.append([
    sampleReport(1, { kind: 'hard_bounced', recipient: jane }),
    sampleReport(2, { kind: 'complained', recipient: 'bob@example.com' }),
  ]);
  await store.project();
  return () => store.close();
});

type Call = (who: Viewer | null) => Promise<unknown>;

describe('not allowed', () => {
  const reads: Record<string, Call> = {
    list: (who) => callerOf(who).list({}),
    check: (who) => callerOf(who).check({ channel: 'email', addresses: [jane] }),
    byAddress: (who) => callerOf(who).byAddress({ channel: 'email', address: jane }),
    'policy.get': (who) => callerOf(who).policy.get(),
  };
  const writes: Record<string, Call> = {
    add: (who) => callerOf(who).add({ channel: 'email', address: jane }),
    lift: (who) =>
      callerOf(who).lift({ channel: 'email', subjectId: 'someone', cell: 'hard_bounce', why: 'mended' }),
    'undo.preview': (who) => callerOf(who).undo.preview({ cause }),
    'undo.confirm': async (who) => {
      const { previewedAt, digest } = await as('admin').undo.preview({ cause });
      return await callerOf(who).undo.confirm({ cause, previewedAt, digest, why: 'our DNS was broken' });
    },
    'policy.preview': (who) => callerOf(who).policy.preview(change),
    'policy.change': (who) => callerOf(who).policy.change({ ...change, basis: null }),
  };

  it('leaves out no procedure', () => {
    const paths = Object.keys(suppressionsRouter._def.procedures);
    expect([...Object.keys(reads), ...Object.keys(writes)].sort()).toEqual(paths.sort());
  });

  it.each(Object.entries({ ...reads, ...writes }))(
    'is suppressions.%s for strangers and plain users',
    async (_, call) => {
      await expect(call(null)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
      await expect(call(viewer('user'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(call(viewer('admin'))).resolves.toBeDefined();
    },
  );

  it.each(Object.entries(writes))('is suppressions.%s for support', async (_, call) => {
    const before = await store.eventStore.newestPosition();
    await expect(call(viewer('support'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await store.eventStore.newestPosition()).toBe(before);
  });

  it.each(Object.entries(reads))('is not suppressions.%s for support', async (_, call) => {
    await expect(call(viewer('support'))).resolves.toBeDefined();
  });
});

describe('for support', () => {
  it('never shows whose address it is, and finds one by the whole address only', async () => {
    const support = as('support');
    const shown = await support.list({});
    expect(shown.addresses.map(({ address }) => address)).toEqual(['b•••@example.com', 'j•••@example.com']);
    const asOf = { at: at(60), by: 'occurred' } as const;
    const now = await support.byAddress({ channel: 'email', address: jane });
    const then = await support.byAddress({ channel: 'email', address: jane, asOf });
    expect(JSON.stringify([shown, now, then])).not.toMatch(/jane@/);
    expect((await support.list({ q: 'jan' })).addresses).toEqual([]);
    expect((await support.list({ q: 'Jane@example.com' })).addresses).toHaveLength(1);
  });
});

describe('for an admin', () => {
  it('lists with filters, page by page', async () => {
    const first = await as('admin').list({ limit: 1 });
    expect(first.addresses).toMatchObject([
      { address: 'bob@example.com', suppressions: [{ reason: 'complaint' }] },
    ]);
    const second = await as('admin').list({ limit: 1, cursor: first.nextCursor });
    expect(second).toMatchObject({ addresses: [{ address: jane }], nextCursor: null });
    expect((await as('admin').list({ reason: 'hard_bounce' })).addresses).toMatchObject([{ address: jane }]);
    expect((await as('admin').list({ channel: 'sms' })).addresses).toEqual([]);
    await expect(as('admin').list({ cursor: 'bm8' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('checks many addresses in the order asked, however they are spelt', async () => {
    const { answers } = await as('admin').check({
      channel: 'email',
      addresses: ['nobody@example.com', 'JANE@example.com', 'bob@example.com'],
    });
    expect(answers.map(({ suppressions }) => suppressions.map(({ reason }) => reason))).toEqual([
      [],
      ['hard_bounce'],
      ['complaint'],
    ]);
    const addresses = Array.from({ length: 10_001 }, () => jane);
    await expect(as('admin').check({ channel: 'email', addresses })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  });

  it('tells what stood against an address at a moment', async () => {
    const admin = as('admin');
    const on = async (seconds: number) => {
      const asOf = { at: at(seconds), by: 'occurred' } as const;
      return (await admin.byAddress({ channel: 'email', address: jane, asOf })).suppressions.length;
    };
    expect([await on(0), await on(1)]).toEqual([0, 1]);
    const known = await admin.byAddress({ channel: 'email', address: jane });
    expect(known).toMatchObject({ address: jane, lastAt: at(1), suppressions: [{ cell: 'hard_bounce' }] });
  });

  it('adds and lifts, in the name of the admin, and has the engine look', async () => {
    const admin = as('admin');
    const { added, subjectId } = await admin.add({ channel: 'email', address: 'new@example.com' });
    expect({ added, nudges }).toEqual({ added: true, nudges: 1 });
    await store.project();
    const { suppressions } = await admin.byAddress({ channel: 'email', subjectId });
    expect(suppressions).toMatchObject([{ reason: 'manual', scope: 'all_but_security' }]);
    const cell = suppressions[0]?.cell ?? '';
    await expect(admin.lift({ channel: 'email', subjectId, cell, why: ' ' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('reason'),
    });
    expect(await admin.lift({ channel: 'email', subjectId, cell, why: 'a slip' })).toEqual({ lifted: true });
    const events = await store.eventStore.readStream(`suppression-email-${subjectId}`);
    expect(events.map(({ type, actor }) => [type, actor])).toEqual([
      ['SuppressionAdded', 'admin-1'],
      ['SuppressionLifted', 'admin-1'],
    ]);
  });

  it('undoes what was previewed', async () => {
    const admin = as('admin');
    const preview = await admin.undo.preview({ cause });
    expect(preview).toMatchObject({ lifts: 1, first: [{ address: jane, reason: 'hard_bounce' }] });
    const { previewedAt, digest } = preview;
    const apply = { cause, previewedAt, digest, why: 'our DNS was broken' };
    expect(await admin.undo.confirm(apply)).toMatchObject({ lifted: 1 });
    await expect(admin.undo.confirm({ ...apply, digest: 'other' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    const reversed = { ...cause, from: cause.to, to: cause.from };
    await expect(admin.undo.preview({ cause: reversed })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('changes the policy on the ground of what was previewed', async () => {
    const admin = as('admin');
    const policy = { ...defaultSuppressionPolicy, hardBounces: { expiresAfterDays: 1 } };
    const wish = { policy, applies: 'to_history' } as const;
    const { basis, changed } = await admin.policy.preview(wish);
    expect({ basis, changed: changed.count }).toEqual({ basis: null, changed: 1 });
    expect(changed.first).toMatchObject([{ reason: 'hard_bounce', expiresAt: at(86_401) }]);
    expect(await admin.policy.change({ ...wish, basis })).toEqual({ changed: true });
    expect(await admin.policy.get()).toMatchObject({ policy, changes: [{ applies: 'to_history' }] });
    const late = admin.policy.change({ policy: defaultSuppressionPolicy, applies: 'from_now', basis });
    await expect(late).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});
