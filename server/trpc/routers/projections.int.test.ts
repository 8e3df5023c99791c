import { beforeEach, describe, expect, it } from 'vitest';
import type { Role, Viewer } from '#server/auth/viewer.ts';
import { listAudit } from '#server/projections/audit/queries.ts';
import { runProjection } from '#server/projections/run.ts';
import { callerDeps, callerNow } from '#server/testing/caller-deps.ts';
import { openRebuildStore, type RebuildStore, readModelOf } from '#server/testing/rebuild-store.ts';
import { createCaller } from '../router.ts';
import { projectionsRouter } from './projections.ts';

let store: RebuildStore;
let told: string[];

const name = 'messages';
const messages = readModelOf(name);
const viewer = (role: Role): Viewer => ({ userId: `${role}-1`, email: `${role}@example.com`, role });
const callerOf = (who: Viewer | null) => {
  const tell = (what: string) => async () => void told.push(what);
  const deps = callerDeps({
    db: store.db,
    eventStore: store.eventStore,
    nudge: tell('nudge'),
    askForRebuild: tell('rebuild'),
  });
  return createCaller({ viewer: who, deps }).projections;
};
const admin = () => callerOf(viewer('admin'));
const loseRow = () => store.sql`delete from read_models.messages where message_id = 'm-7'`;
const shown = async () => {
  const found = (await admin().list()).readModels.find((model) => model.name === name);
  if (found === undefined) throw new Error('messages are in the list');
  return found;
};

beforeEach(async () => {
  told = [];
  store = await openRebuildStore(messages);
  return () => store.close();
});

/** A rebuild that waits for a decision, beside the rows that an earlier one replaced. */
async function openDecision(): Promise<string> {
  await admin().rebuild({ name, reason: 'first' });
  await store.run(messages);
  await loseRow();
  await admin().rebuild({ name, reason: 'second' });
  await store.run(messages);
  return (await shown()).rebuild?.startedAt ?? '';
}

describe('not allowed', () => {
  type Call = (who: Viewer | null, startedAt: string) => Promise<unknown>;
  const writes: Record<string, Call> = {
    dropReplaced: (who) => callerOf(who).dropReplaced({ name }),
    swap: (who, startedAt) => callerOf(who).swap({ name, startedAt }),
    abort: (who) => callerOf(who).abort({ name }),
    rebuild: async (who) => {
      const asked = callerOf(who).rebuild({ name, reason: 'mine' });
      // Only who may ask is told that one is under way.
      return await asked.catch((error) => {
        if (error.code !== 'CONFLICT') throw error;
      });
    },
  };

  it('leaves out no procedure', () => {
    const paths = Object.keys(projectionsRouter._def.procedures);
    expect(['list', ...Object.keys(writes)].sort()).toEqual(paths.sort());
  });

  it('is projections.list for strangers and plain users, and not for support, who may not steer', async () => {
    await expect(callerOf(null).list()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    await expect(callerOf(viewer('user')).list()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await callerOf(viewer('support')).list()).toMatchObject({ maySteer: false });
    expect(await admin().list()).toMatchObject({ maySteer: true });
  });

  it.each(Object.entries(writes))('is projections.%s for all but admins', async (_, call) => {
    const startedAt = await openDecision();
    const before = await store.eventStore.newestPosition();
    await expect(call(null, startedAt)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    for (const role of ['user', 'support'] as const)
      await expect(call(viewer(role), startedAt)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await store.eventStore.newestPosition()).toBe(before);
    await call(viewer('admin'), startedAt);
  });
});

describe('for an admin', () => {
  it('lists every read model with its lag', async () => {
    const { readModels } = await admin().list();
    expect(readModels.length).toBeGreaterThan(8);
    const ofLedger = readModels.find((model) => model.name === 'ledger');
    expect(ofLedger).toMatchObject({ position: 0, movedAt: null, version: { live: null } });
    expect(ofLedger?.lag.events).toBe(ofLedger?.newestPosition);
    expect(await shown()).toMatchObject({ lag: { events: 0, ms: 0 }, rebuild: null, replaced: null });
  });

  it('asks, in their own name, and has the engine look', async () => {
    expect(await admin().rebuild({ name, reason: ' to prove it ' })).toEqual({ wished: true });
    expect(told.sort()).toEqual(['nudge', 'rebuild']);
    expect((await shown()).open).toEqual({ rebuild: 'begin', dropReplaced: false });
    const [event] = await store.eventStore.readStream('read-model-messages');
    expect(event).toMatchObject({
      type: 'RebuildRequested',
      data: { name, reason: 'to prove it' },
      actor: 'admin-1',
      occurredAt: callerNow,
    });
  });

  it('decides about rows that differ, and every step stands in the audit', async () => {
    const startedAt = await openDecision();
    expect(await shown()).toMatchObject({
      rebuild: {
        status: 'differs',
        comparisons: expect.arrayContaining([
          expect.objectContaining({ table: name, liveRows: 299, nextRows: 300, equal: false }),
        ]),
      },
      open: { rebuild: null },
    });
    await expect(admin().swap({ name, startedAt: callerNow })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('Load the page again'),
    });
    await admin().swap({ name, startedAt });
    expect((await shown()).open.rebuild).toBe('swap');
    await store.run(messages);
    await admin().dropReplaced({ name });
    await store.run(messages);
    expect(await shown()).toMatchObject({ rebuild: { status: 'swapped' }, replaced: null });
    await admin().rebuild({ name, reason: 'third' });
    await admin().abort({ name });

    await runProjection(store.deps, readModelOf('audit'));
    const { deeds } = await listAudit(store.db, {}, { cursor: null, limit: 20 });
    expect(deeds.map(({ action, actor }) => [action, actor])).toEqual(
      [
        'rebuild_aborted',
        'rebuild_requested',
        'replaced_rows_dropped',
        'rebuilt_rows_accepted',
        'rebuild_requested',
        'rebuild_requested',
      ].map((action) => [action, 'admin-1']),
    );
    expect(deeds[0]?.targetId).toBe(name);
    expect(deeds[1]?.details).toEqual({ reason: 'third' });
  });

  it('is told what cannot be done, and the engine is not bothered', async () => {
    const refused = async (call: Promise<unknown>, code: string) =>
      await expect(call).rejects.toMatchObject({ code });
    await refused(admin().rebuild({ name, reason: '  ' }), 'BAD_REQUEST');
    await refused(admin().rebuild({ name: 'mesages', reason: 'x' }), 'NOT_FOUND');
    await refused(admin().abort({ name }), 'CONFLICT');
    expect(await admin().dropReplaced({ name })).toEqual({ wished: false });
    expect(told).toEqual([]);
  });
});
