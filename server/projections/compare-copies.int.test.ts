import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { openRebuildStore, type RebuildStore, readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleReport } from '#server/testing/sample-events.ts';
import { compareCopies } from './compare-copies.ts';
import { advanceRebuild, beginRebuild } from './rebuild.ts';
import { runProjection } from './run.ts';
import { makeIndexes } from './waiting-indexes.ts';

let store: RebuildStore;
let admin: Database;

const messages = readModelOf('messages');
const forEver = { untilMs: Number.POSITIVE_INFINITY };

beforeEach(async () => {
  store = await openRebuildStore(messages);
  admin = openDatabase(store.adminUrl, { max: 2 });
  await beginRebuild(store.deps, messages);
  await advanceRebuild(store.deps, messages, forEver);
  return async () => {
    await admin.close();
    await store.close();
  };
});

const isWaiting = async () => {
  const waiting = await admin.sql`
    select 1 from pg_locks where not granted and relation = 'read_models_next.messages'::regclass`;
  expect(waiting).toHaveLength(1);
};

describe('comparing', () => {
  it('lets the live rows read on, and is true of one position all the same', async () => {
    const position = await store.eventStore.newestPosition();
    // Which wait for the lock as well.
    await makeIndexes(store.deps.sql, messages, 'next');
    const compared = await admin.sql.begin(async (holding) => {
      await holding`lock table read_models_next.messages in access exclusive mode`;
      const comparing = compareCopies(store.deps, messages, true);
      await vi.waitFor(isWaiting, { timeout: 20_000 });
      await store.eventStore.append([sampleReport(900)]);
      await runProjection(store.deps, messages);
      return { comparing };
    });
    const found = await compared.comparing;
    expect(found.position).toBe(position);
    expect(found.comparisons).toMatchObject(messages.tables.map(() => ({ equal: true, difference: null })));
    const [live] = await store.sql`select position from projections where slot = 'live'`;
    expect(live?.position).toBeGreaterThan(position);
  });

  it.each(['live', 'next'])(
    'waits for the copy that is behind, be it the other one than %s',
    async (ahead) => {
      await store.eventStore.append([sampleReport(900), sampleReport(901)]);
      if (ahead === 'live') await runProjection(store.deps, messages);
      else await advanceRebuild(store.deps, messages, forEver);
      const { position, comparisons } = await compareCopies(store.deps, messages, false);
      expect(position).toBe(await store.eventStore.newestPosition());
      expect(comparisons[0]).toMatchObject({ liveRows: 302, nextRows: 302, equal: true });
    },
  );

  it('tells rows that are only live, only new, and changed, and a few of their keys', async () => {
    await store.sql`delete from read_models.messages where message_id in ('m-1', 'm-2')`;
    await store.sql`update read_models.messages set template = 'by hand' where message_id like 'm-1_'`;
    await store.sql`delete from read_models_next.messages where message_id = 'm-99'`;
    const { comparisons } = await compareCopies(store.deps, messages, true);
    expect(comparisons[0]).toMatchObject({ table: 'messages', equal: false, liveRows: 298, nextRows: 299 });
    expect(comparisons[0]?.difference).toEqual({
      onlyLive: 1,
      onlyNext: 2,
      changed: 10,
      keys: ['m-1', 'm-10', 'm-11', 'm-12', 'm-13'],
    });
  });

  it('rejects when there is no new copy', async () => {
    await store.sql`delete from projections where slot = 'next'`;
    await expect(compareCopies(store.deps, messages, false)).rejects.toThrow('no rebuild under way');
  });
});
