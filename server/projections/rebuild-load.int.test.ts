import { beforeEach, expect, it } from 'vitest';
import { rebuildUnderLoad } from '#server/testing/rebuild-load.ts';
import { openRebuildStore, type RebuildStore, readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleReport } from '#server/testing/sample-events.ts';
import { runProjection } from './run.ts';

const before = 12_000;
const perMessage = 3;

let store: RebuildStore;

beforeEach(async () => {
  const messages = readModelOf('messages');
  store = await openRebuildStore(messages);
  for (let n = 0; n < before; n += 1_000)
    await store.eventStore.append(
      Array.from({ length: 1_000 }, (_, i) =>
        sampleReport(100_000 + n + i, { messageId: `b-${Math.floor((n + i) / perMessage)}` }),
      ),
    );
  await runProjection(store.deps, messages);
  return () => store.close();
});

it('loses and doubles nothing while writers append, and readers see a whole table at every moment', async () => {
  const [{ rows: rowsBefore } = { rows: 0 }] = await store.sql<{ rows: number }[]>`
    select count(*)::int as rows from read_models.messages`;
  const found = await rebuildUnderLoad(store, { writers: 4, readers: 2, batch: 5, pauseMs: 10 });

  // Swapped though the logic is the same: so both copies were equal, row by row.
  expect(found.status).toBe('swapped');
  expect(found.appendedMeanwhile).toBeGreaterThan(100);
  expect(found.reads).toBeGreaterThan(10);
  expect(found.readErrors).toEqual([]);
  expect(found.fewestRows).toBeGreaterThanOrEqual(rowsBefore);
  expect(found.shortestPage).toBe(50);
  // The live rows read on all the while.
  expect(found.liveMoves).toBeGreaterThan(5);

  const [stored] = await store.sql`
    select count(*)::int as reports, count(distinct data->>'messageId')::int as messages
    from events where type = 'MessageDelivered'`;
  const [folded] = await store.sql`
    select sum(cardinality(positions))::int as reports, count(*)::int as messages from read_models.messages`;
  expect(folded).toEqual(stored);
  const report = await store.reportOf('messages', new Date().toISOString());
  expect(report.lag.events).toBe(0);
}, 120_000);
