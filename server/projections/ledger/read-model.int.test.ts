import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '#db/client.ts';
import type { ReadModelWish } from '#server/commands/steer-read-model.ts';
import { openRebuildStore, type RebuildStore } from '#server/testing/rebuild-store.ts';
import { ledgerReadModel } from './read-model.ts';

let store: RebuildStore;

beforeEach(async () => {
  store = await openRebuildStore(ledgerReadModel);
  return () => store.close();
});

describe('the ledger', () => {
  const request = () => store.wish('ledger', { type: 'RequestRebuild', reason: 'to prove it' });
  const wish = (wished: ReadModelWish) => store.wish('ledger', wished);
  const rebuildOf = async () => (await store.reportOf('ledger')).rebuild;

  async function tamper(statement: string) {
    const admin = openDatabase(store.adminUrl, { max: 1 });
    await admin.sql`alter table events disable trigger events_append_only`;
    expect((await admin.sql.unsafe(statement)).count).toBe(1);
    await admin.sql`alter table events enable always trigger events_append_only`;
    await admin.close();
  }

  it('is rebuilt over a store that it vouches for', async () => {
    await request();
    expect(await store.run(ledgerReadModel)).toMatchObject({
      status: 'swapped',
      comparisons: [{ equal: true }],
    });
  });

  it('is not rebuilt over a store that was changed, whoever wants it, and says from where on', async () => {
    const [event] = await store.sql<
      { position: number }[]
    >`select position from events order by 1 offset 200`;
    const position = event?.position ?? 0;
    await tamper(`update events set actor = 'forged' where position = ${position}`);
    await request();
    expect(await store.run(ledgerReadModel)).toMatchObject({ status: 'refused' });
    const refused = await rebuildOf();
    expect(refused).toMatchObject({ status: 'refused', contradictedAt: position });
    const accept = wish({ type: 'AcceptRebuiltRows', startedAt: refused?.startedAt ?? '' });
    await expect(accept).rejects.toMatchObject({ code: 'rebuild_changed' });
    expect(await store.run(ledgerReadModel)).toEqual({ status: 'refused' });
    await wish({ type: 'AbortRebuild' });
    expect(await store.run(ledgerReadModel)).toEqual({ status: 'aborted' });
  });
});
