import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createTestDatabase, startTestBench, type TestBench, type TestDatabase } from './testing.ts';

let database: TestDatabase;
let bench: TestBench;

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
});
beforeEach(() => database.reset());
afterEach(() => bench.close());
afterAll(() => database.drop());

describe('deduplication', () => {
  it('starts one run for a repeated event id within 24 hours', async () => {
    let runs = 0;
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction({ id: 'once', triggers: [{ event: 'go' }] }, () => {
        runs += 1;
      }),
    ]);
    await bench.send({ name: 'go', id: 'e1' }, { name: 'go', id: 'e1' });
    await bench.send({ name: 'go', id: 'e1' }, { name: 'go', id: 'e2' });
    expect(runs).toBe(2);
    await bench.advance(24 * 3_600_000);
    await bench.send({ name: 'go', id: 'e1' });
    expect(runs).toBe(3);
  });

  it('starts one run per idempotency key', async () => {
    const runs: unknown[] = [];
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction(
        { id: 'once', idempotency: 'event.data.cart + "-" + event.data.n', triggers: [{ event: 'go' }] },
        ({ event }) => {
          runs.push(event.data.cart);
        },
      ),
    ]);
    await bench.send({ name: 'go', data: { cart: 'a', n: 1 } }, { name: 'go', data: { cart: 'a', n: 1 } });
    await bench.send({ name: 'go', data: { cart: 'b', n: 1 } });
    expect(runs.toSorted()).toEqual(['a', 'b']);
  });

  it('stores a request that is sent again with the same seed only once', async () => {
    let runs = 0;
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction({ id: 'once', triggers: [{ event: 'go' }] }, () => {
        runs += 1;
      }),
    ]);
    const send = () =>
      fetch(`${bench.engine.url}/e/key`, {
        method: 'POST',
        headers: { 'x-inngest-event-id-seed': '1795224753215,AAECAwQFBgcICQ==' },
        body: JSON.stringify([{ name: 'go' }, { name: 'go' }]),
      }).then((response) => response.json());
    const first = await send();
    expect(await send()).toEqual(first);
    await bench.engine.settle();
    expect(runs).toBe(2);
  });
});

describe('batchEvents', () => {
  it('flushes at the size at once and otherwise after the timeout, per key', async () => {
    const batches: unknown[] = [];
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction(
        {
          id: 'batch',
          batchEvents: { maxSize: 3, timeout: '5s', key: 'event.data.k' },
          triggers: [{ event: 'go' }],
        },
        ({ events }) => {
          batches.push(events.map((event: { data: { n: number } }) => event.data.n));
        },
      ),
    ]);
    await bench.send(...[1, 2, 3].map((n) => ({ name: 'go', data: { k: 'a', n } })));
    await bench.send({ name: 'go', data: { k: 'b', n: 4 } });
    await bench.advance(4_000);
    await bench.send({ name: 'go', data: { k: 'b', n: 5 } });
    expect(batches).toEqual([[1, 2, 3]]);
    await bench.advance(1_000);
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    await bench.advance(60_000);
    expect(batches).toHaveLength(2);
  });
});

describe('debounce', () => {
  it('runs once with the latest event after a quiet period, capped by its timeout', async () => {
    const ran: unknown[] = [];
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction(
        {
          id: 'quiet',
          debounce: { period: '10s', timeout: '25s', key: 'event.data.k' },
          triggers: [{ event: 'go' }],
        },
        ({ event }) => {
          ran.push(event.data.n);
        },
      ),
    ]);
    await bench.send({ name: 'go', data: { k: 'a', n: 1 } });
    await bench.advance(9_000);
    await bench.send({ name: 'go', data: { k: 'a', n: 2 } });
    await bench.advance(9_000);
    expect(ran).toEqual([]);
    await bench.send({ name: 'go', data: { k: 'a', n: 3 } });
    await bench.advance(6_999);
    expect(ran).toEqual([]);
    await bench.advance(1);
    expect(ran).toEqual([3]);
  });

  it('prefers the event that says it is later over the one that arrives later', async () => {
    const ran: unknown[] = [];
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction(
        { id: 'quiet', debounce: { period: '10s' }, triggers: [{ event: 'go' }] },
        ({ event }) => {
          ran.push(event.data.n);
        },
      ),
    ]);
    await bench.send({ name: 'go', data: { n: 'newer' }, ts: 2_000 });
    await bench.send({ name: 'go', data: { n: 'older' }, ts: 1_000 });
    await bench.advance(10_000);
    expect(ran).toEqual(['newer']);
  });
});

describe('singleton', () => {
  it.each([
    ['skip', ['Running'], ['first']],
    ['cancel', ['Cancelled', 'Running'], ['second']],
  ] as const)('mode %s', async (mode, statuses, finished) => {
    const done: string[] = [];
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction(
        { id: 'single', singleton: { mode, key: 'event.data.k' }, triggers: [{ event: 'go' }] },
        async ({ event, step }) => {
          await step.sleep('work', '1m');
          done.push(event.data.n);
        },
      ),
    ]);
    await bench.send({ name: 'go', data: { k: 'a', n: 'first' } });
    await bench.send({ name: 'go', data: { k: 'a', n: 'second' } });
    expect((await database.runs()).map((run) => run.status)).toEqual(statuses);
    await bench.send({ name: 'go', data: { k: 'b', n: 'other' } });
    await bench.advance(60_000);
    expect(done.toSorted()).toEqual([...finished, 'other'].toSorted());
  });
});

describe('concurrency', () => {
  it('executes at most the limit of calls per key at once, and other keys beside them', async () => {
    const active = new Map<string, number>();
    let highest = 0;
    let together = 0;
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction(
        { id: 'limited', concurrency: [{ limit: 2, key: 'event.data.k' }], triggers: [{ event: 'go' }] },
        async ({ event }) => {
          const key: string = event.data.k;
          active.set(key, (active.get(key) ?? 0) + 1);
          highest = Math.max(highest, active.get(key) ?? 0);
          together = Math.max(
            together,
            [...active.values()].reduce((sum, count) => sum + count, 0),
          );
          await new Promise((resolve) => setImmediate(resolve));
          await fetch(`${bench.engine.url}/health`);
          active.set(key, (active.get(key) ?? 0) - 1);
        },
      ),
    ]);
    await bench.send(
      ...Array.from({ length: 12 }, (_, n) => ({ name: 'go', data: { k: n % 2 ? 'a' : 'b' } })),
    );
    expect((await database.runs()).every((run) => run.status === 'Completed')).toBe(true);
    expect(highest).toBe(2);
    expect(together).toBeGreaterThan(2);
  });

  it('gives its slot back while a run sleeps', async () => {
    const started: unknown[] = [];
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction(
        { id: 'one', concurrency: 1, triggers: [{ event: 'go' }] },
        async ({ event, step }) => {
          await step.run('begin', () => {
            started.push(event.data.n);
          });
          await step.sleep('nap', '1h');
        },
      ),
    ]);
    await bench.send({ name: 'go', data: { n: 1 } }, { name: 'go', data: { n: 2 } });
    expect(started.toSorted()).toEqual([1, 2]);
  });
});

describe('time', () => {
  it('cancels a run that outlives timeouts.finish', async () => {
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction(
        { id: 'slow', timeouts: { finish: '10m' }, triggers: [{ event: 'go' }] },
        async ({ step }) => step.sleep('long', '1h'),
      ),
    ]);
    await bench.send({ name: 'go' });
    await bench.advance(599_999);
    expect((await database.runs())[0]?.status).toBe('Running');
    await bench.advance(1);
    expect((await database.runs())[0]?.status).toBe('Cancelled');
  });

  it('cancels a run that could not start within timeouts.start, and only that', async () => {
    bench = await startTestBench(
      database.url,
      (inngest) => [
        inngest.createFunction(
          { id: 'prompt', timeouts: { start: '10m' }, triggers: [{ event: 'go' }] },
          async ({ step }) => step.sleep('long', '1h'),
        ),
      ],
      { maxInFlight: 1 },
    );
    await bench.send({ name: 'go' });
    await bench.send({ name: 'go', ts: bench.clock.now() + 3_600_000 });
    // As when all slots are taken for too long: the second run's call never comes up.
    await database.sql`update inngest_engine.call set run_at = run_at + interval '1 day'`;
    await bench.advance(3_600_000 + 600_000);
    expect((await database.runs()).map((run) => run.status)).toEqual(['Completed', 'Cancelled']);
  });

  it('delays what an event dated in the future starts', async () => {
    let runs = 0;
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction({ id: 'later', triggers: [{ event: 'go' }] }, () => {
        runs += 1;
      }),
    ]);
    await bench.send({ name: 'go', ts: bench.clock.now() + 60_000 });
    await bench.advance(59_999);
    expect(runs).toBe(0);
    await bench.advance(1);
    expect(runs).toBe(1);
  });

  it('fires cron on time and makes up for one missed firing only', async () => {
    const fired: unknown[] = [];
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction({ id: 'tick', triggers: [{ cron: '*/5 * * * *' }] }, ({ event }) => {
        fired.push(event.name);
      }),
    ]);
    await bench.advance(4 * 60_000);
    expect(fired).toEqual([]);
    await bench.advance(60_000);
    expect(fired).toEqual(['inngest/scheduled.timer']);
    await bench.advance(24 * 3_600_000);
    expect(fired).toHaveLength(2);
    await bench.advance(5 * 60_000);
    expect(fired).toHaveLength(3);
  });
});
