import { getTableName } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openDatabase, type Sql } from '#db/client.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { createTestDatabase } from '#server/testing/database.ts';
import { mixedHistory } from '#server/testing/mixed-history.ts';
import { sampleSecrets } from '#server/testing/sample-events.ts';
import { projections } from './registry.ts';
import { runProjection } from './run.ts';

/** Where and when an event was stored is what differs between two orders, and all that may. */
const ofStoring = new Set(['position', 'positions', 'recorded_at']);
/** The chain over the stored bytes is one of order by its very purpose. */
const models = projections.filter(({ name }) => name !== 'ledger');

interface Telling {
  /** Indexes into the history, some of them several times. */
  readonly order: readonly number[];
  /** How many events arrive together. */
  readonly sizes: readonly number[];
  /** Read models that read on after each arrival; the others catch up at the end. */
  readonly eager: readonly number[];
}

const historyLength = mixedHistory({ subjectIdOf: () => 'x' } as never).length;

function tellings(): fc.Arbitrary<Telling> {
  const all = Array.from({ length: historyLength }, (_, n) => n);
  const shuffled = fc.shuffledSubarray(all, { minLength: historyLength });
  const again = fc.array(fc.nat(historyLength - 1), { maxLength: 20 });
  return fc.record({
    order: fc.tuple(shuffled, again).map(([once, more]) => [...once, ...more]),
    sizes: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 10 }),
    eager: fc.subarray(models.map((_, n) => n)),
  });
}

/** Every row of every read model after a history was told so, without the columns of storing. */
async function rowsAfter({ order, sizes, eager }: Telling): Promise<Record<string, unknown>> {
  const test = await createTestDatabase();
  const database = openDatabase(test.url, { max: 4 });
  try {
    const eventStore = openEventStore(database.sql, sampleSecrets);
    const deps = { sql: database.sql, eventStore };
    const history = mixedHistory(eventStore);
    for (let start = 0, turn = 0; start < order.length; turn += 1) {
      const size = sizes[turn % sizes.length] ?? 1;
      await eventStore.append(order.slice(start, start + size).flatMap((n) => history[n] ?? []));
      start += size;
      for (const n of eager) if (models[n]) await runProjection(deps, models[n]);
    }
    for (const model of models) await runProjection(deps, model);
    return await everyRow(database.sql);
  } finally {
    await database.close();
    await test.drop();
  }
}

async function everyRow(sql: Sql): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const table of models.flatMap(({ tables }) => tables)) {
    const name = getTableName(table);
    const rows = await sql`select to_jsonb(t) as row from read_models.${sql(name)} t`;
    found[name] = rows.map(({ row }) => JSON.stringify(row, withoutStoring)).sort();
  }
  return found;
}

/** Properties in one order and without those of storing: jsonb keeps an order of its own. */
function withoutStoring(key: string, value: unknown): unknown {
  return ofStoring.has(key) ? undefined : value;
}

it('any order, repetition and division into batches gives every read model the same rows', async () => {
  const plain = {
    order: Array.from({ length: historyLength }, (_, n) => n),
    sizes: [historyLength],
    eager: [],
  };
  const expected = await rowsAfter(plain);
  const empty = Object.entries(expected).filter(([, rows]) => (rows as unknown[]).length === 0);
  expect(empty.map(([name]) => name)).toEqual(['escalations']);
  await fc.assert(
    fc.asyncProperty(tellings(), async (telling) => {
      expect(await rowsAfter(telling)).toEqual(expected);
    }),
    { seed: 20_261_121, numRuns: 20, endOnFailure: true },
  );
}, 120_000);
