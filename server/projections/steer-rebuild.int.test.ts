import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '#db/client.ts';
import type { ReadModelWish } from '#server/commands/steer-read-model.ts';
import { openRebuildStore, type RebuildStore, readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleReport } from '#server/testing/sample-events.ts';
import type { ReadModel } from './projection.ts';
import { runProjection } from './run.ts';
import { readOn, settle, takeUpWishes } from './steer-rebuild.ts';

let store: RebuildStore;

const messages = readModelOf('messages');
const newer: ReadModel = {
  ...messages,
  version: messages.version + 1,
  apply: (batch) => messages.apply(batch),
};
const forEver = { untilMs: Number.POSITIVE_INFINITY };

beforeEach(async () => {
  store = await openRebuildStore(messages);
  return () => store.close();
});

const run = (model: ReadModel, worker?: string) => store.run(model, worker);
const wish = (wished: ReadModelWish) => store.wish('messages', wished);
const request = () => wish({ type: 'RequestRebuild', reason: 'to prove it' });
const reportOf = () => store.reportOf('messages');
const rebuildOf = async () => (await reportOf()).rebuild;

/** A row is lost that the events still speak of. */
const loseRow = () => store.sql`delete from read_models.messages where message_id = 'm-7'`;
const liveRows = async () => (await store.sql`select 1 from read_models.messages`).length;

describe('a rebuild that somebody asked for', () => {
  it('is not begun before anybody asks, and then once', async () => {
    expect(await run(messages)).toEqual({ status: 'none' });
    await request();
    expect(await reportOf()).toMatchObject({ rebuild: null, open: { rebuild: 'begin' } });
    expect(await run(messages)).toMatchObject({ status: 'swapped' });
    expect(await run(messages)).toEqual({ status: 'swapped' });
  });

  it('proves that the rows are equal, swaps them, and keeps the replaced ones until they are dropped', async () => {
    await request();
    await run(messages);
    const { rebuild, replaced, open, position, newestPosition } = await reportOf();
    expect(position).toBe(newestPosition);
    expect(rebuild).toMatchObject({
      status: 'swapped',
      request: { reason: 'to prove it', actor: 'user-ada', at: '2026-11-21T09:00:00.000Z' },
      copy: null,
    });
    expect(rebuild?.comparisons.map(({ equal, nextRows }) => ({ equal, nextRows }))).toContainEqual({
      equal: true,
      nextRows: 300,
    });
    expect(rebuild?.comparisons.length).toBe(messages.tables.length);
    expect(open).toEqual({ rebuild: null, dropReplaced: false });
    expect(replaced).toMatchObject({ version: messages.version });
    expect(replaced?.bytes).toBeGreaterThan(100_000);

    await wish({ type: 'DropReplacedRows' });
    expect((await reportOf()).open.dropReplaced).toBe(true);
    await run(messages);
    expect((await reportOf()).replaced).toBeNull();
    const admin = openDatabase(store.adminUrl, { max: 1 });
    const left = await admin.sql`select 1 from pg_tables where schemaname = 'read_models_old'`;
    await admin.close();
    expect(left).toEqual([]);
  });

  it('does not swap rows that differ though the logic is the same, until somebody accepts them', async () => {
    await loseRow();
    await request();
    expect(await run(messages)).toMatchObject({ status: 'differs' });
    expect(await liveRows()).toBe(299);
    expect(await run(messages)).toEqual({ status: 'differs' });
    const found = await rebuildOf();
    expect(found?.comparisons[0]).toMatchObject({ liveRows: 299, nextRows: 300, equal: false });
    expect(found?.comparisons.map(({ difference }) => difference)).toEqual([
      { onlyLive: 0, onlyNext: 1, changed: 0, keys: ['m-7'] },
      ...messages.tables.slice(1).map(() => null),
    ]);
    expect(found?.comparisons[0]?.liveChecksum).not.toBe(found?.comparisons[0]?.nextChecksum);

    await store.eventStore.append([sampleReport(1_000)]);
    await runProjection(store.deps, messages);
    await wish({ type: 'AcceptRebuiltRows', startedAt: found?.startedAt ?? '' });
    expect(await run(messages, 'run-2')).toMatchObject({ status: 'swapped' });
    expect(await liveRows()).toBe(301);
    expect(await rebuildOf()).toMatchObject({ status: 'swapped', copy: null });
  });

  it('can be aborted when its rows differ: the live ones stay', async () => {
    await loseRow();
    await request();
    await run(messages);
    await wish({ type: 'AbortRebuild' });
    expect(await run(messages)).toEqual({ status: 'aborted' });
    expect(await liveRows()).toBe(299);
    expect(await rebuildOf()).toMatchObject({ status: 'aborted', copy: null });
  });

  it('is aborted between two parts of its reading', async () => {
    await request();
    const begun = await takeUpWishes(store.deps, messages, 'run-1');
    expect(begun).toMatchObject({ status: 'reading', isMine: true });
    await wish({ type: 'AbortRebuild' });
    expect(await readOn(store.deps, messages, 'run-1', forEver)).toMatchObject({
      status: 'aborted',
      isMine: false,
    });
    // The run that was aborted may have been about to swap.
    expect((await settle(store.deps, messages, begun.startedAt)).status).toBe('aborted');
    expect((await reportOf()).replaced).toBeNull();
  });

  it('that was asked for again after an abort is not settled by the run before', async () => {
    await request();
    const { startedAt } = await takeUpWishes(store.deps, messages, 'run-1');
    await readOn(store.deps, messages, 'run-1', forEver);
    await wish({ type: 'AbortRebuild' });
    await request();
    expect(await takeUpWishes(store.deps, messages, 'run-2')).toMatchObject({
      status: 'reading',
      isMine: true,
    });
    expect(await settle(store.deps, messages, startedAt)).toEqual({ status: 'reading', comparisons: [] });
    expect((await reportOf()).replaced).toBeNull();
  });

  it('goes on where it was when its run is called again after a crash, and swaps once', async () => {
    await request();
    const look = await takeUpWishes(store.deps, messages, 'run-1');
    await readOn(store.deps, messages, 'run-1', forEver);
    expect(await takeUpWishes(store.deps, messages, 'run-1')).toEqual(look);
    const { position } = await readOn(store.deps, messages, 'run-1', forEver);
    expect(position).toBe(await store.eventStore.newestPosition());
    expect((await settle(store.deps, messages, look.startedAt)).status).toBe('swapped');
    expect((await settle(store.deps, messages, look.startedAt)).status).toBe('swapped');
    const [old] = await store.sql`select position from projections where slot = 'old'`;
    expect(old).toMatchObject({ position });
  });

  it('is read on by one run, and by another only once that one has fallen silent', async () => {
    await request();
    await takeUpWishes(store.deps, messages, 'run-1');
    expect(await run(messages, 'run-2')).toEqual({ status: 'reading' });
    await store.sql`update projections set updated_at = updated_at - interval '61 seconds' where slot = 'next'`;
    expect(await takeUpWishes(store.deps, messages, 'run-2')).toMatchObject({ isMine: true });
    expect(await readOn(store.deps, messages, 'run-1', forEver)).toMatchObject({
      status: 'reading',
      isMine: false,
    });
    expect(await run(messages, 'run-2')).toMatchObject({ status: 'swapped' });
  });

  it('is asked for once by two people at once', async () => {
    // Whoever comes a moment later is told that it is under way.
    const asked = await Promise.allSettled([request(), request()]);
    const wished = asked.flatMap((one) => (one.status === 'fulfilled' && one.value.wished ? [one] : []));
    expect(wished).toHaveLength(1);
    expect(await store.eventStore.readStream('read-model-messages')).toHaveLength(1);
    await expect(request()).rejects.toMatchObject({ code: 'rebuild_under_way' });
  });

  it('is begun anew when its copy is gone, as after a restore', async () => {
    await request();
    await takeUpWishes(store.deps, messages, 'run-1');
    await store.sql`delete from projections where slot = 'next'`;
    expect(await run(messages, 'run-2')).toMatchObject({ status: 'swapped' });
  });
});

describe('a rebuild by another version', () => {
  it('is begun without a wish and swapped though rows differ, and tells by how much', async () => {
    await loseRow();
    expect(await run(newer)).toMatchObject({ status: 'swapped' });
    expect(await rebuildOf()).toMatchObject({
      version: newer.version,
      liveVersion: messages.version,
      request: null,
      comparisons: [
        { liveRows: 299, nextRows: 300, equal: false },
        ...messages.tables.slice(1).map(() => ({})),
      ],
    });
    expect((await reportOf()).version.live).toBe(newer.version);
  });

  it('is not begun again by every sweep while it reads', async () => {
    const first = await takeUpWishes(store.deps, newer, 'run-1');
    await readOn(store.deps, newer, 'run-1', { untilMs: 0 });
    expect(await takeUpWishes(store.deps, newer, 'run-2')).toEqual({ ...first, isMine: false });
  });

  it('stays aborted until somebody asks', async () => {
    await takeUpWishes(store.deps, newer, 'run-1');
    await wish({ type: 'AbortRebuild' });
    expect(await run(newer)).toEqual({ status: 'aborted' });
    expect(await run(newer)).toEqual({ status: 'aborted' });
    await request();
    expect(await run(newer)).toMatchObject({ status: 'swapped' });
  });

  it('replaces one of an older build that is under way', async () => {
    await request();
    const before = await takeUpWishes(store.deps, messages, 'run-1');
    const look = await takeUpWishes(store.deps, newer, 'run-2');
    expect(look).toMatchObject({ status: 'reading', isMine: true });
    expect(look.startedAt).not.toBe(before.startedAt);
  });
});

it('names what nobody folds', async () => {
  const asked = store.wish('mesages', { type: 'AbortRebuild' });
  await expect(asked).rejects.toMatchObject({ code: 'read_model_unknown' });
});
