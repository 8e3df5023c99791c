import { beforeEach, describe, expect, it } from 'vitest';
import { openRebuildStore, type RebuildStore, readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleReport } from '#server/testing/sample-events.ts';
import { runProjection } from './run.ts';
import { takeUpWishes } from './steer-rebuild.ts';

let store: RebuildStore;

const messages = readModelOf('messages');

beforeEach(async () => {
  store = await openRebuildStore(messages);
  return () => store.close();
});

describe('the list', () => {
  it('tells the lag in events and in time', async () => {
    await store.eventStore.append([sampleReport(500), sampleReport(501)]);
    const [waiting] = await store.sql<{ at: string }[]>`
      select recorded_at as at from events order by position desc offset 1 limit 1`;
    const now = new Date(new Date(waiting?.at ?? '').getTime() + 4_000).toISOString();
    const { lag } = await store.reportOf('messages', now);
    expect(lag.events).toBe(2);
    expect(lag.ms).toBeGreaterThanOrEqual(4_000);
    expect(lag.ms).toBeLessThan(4_100);
    await runProjection(store.deps, messages);
    expect((await store.reportOf('messages')).lag).toEqual({ events: 0, ms: 0 });
  });

  it('tells how far a rebuild is and how long it will take at this pace', async () => {
    await store.wish('messages', { type: 'RequestRebuild', reason: 'to prove it' });
    await takeUpWishes(store.deps, messages, 'run-1');
    expect((await store.reportOf('messages')).rebuild).toMatchObject({
      copy: { position: 0 },
      remainingMs: null,
    });
    await store.sql`
      update projections next set position = 100, updated_at = r.started_at + interval '10 seconds'
      from rebuilds r where r.name = 'messages' and next.name = r.name and next.slot = 'next'`;
    const { rebuild, newestPosition } = await store.reportOf('messages');
    expect(newestPosition).toBe(301);
    expect(rebuild).toMatchObject({ copy: { position: 100 }, remainingMs: 20_100 });
  });
});
