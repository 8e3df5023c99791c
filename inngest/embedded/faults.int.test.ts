import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it, vi } from 'vitest';
import { systemClock } from './clock.ts';
import { type Engine, startEngine } from './engine.ts';
import {
  createTestApp,
  createTestDatabase,
  startTestBench,
  TEST_APP_URL,
  type TestBench,
  type TestDatabase,
} from './testing.ts';

let database: TestDatabase;
let bench: TestBench | undefined;

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
});
beforeEach(() => database.reset());
afterEach(async () => {
  await bench?.close();
  bench = undefined;
});
afterAll(() => database.drop());

it('finishes every run although its database connections are cut again and again', async () => {
  const total = 40;
  let finished = 0;
  bench = await startTestBench(
    database.url,
    (inngest) => [
      inngest.createFunction({ id: 'work', triggers: [{ event: 'go' }] }, async ({ event, step }) => {
        await step.run('a', () => 1);
        await Promise.all([step.run('b', () => 2), step.run('c', () => 3)]);
        await step.run('d', () => {
          finished += 1;
        });
        return event.data.n;
      }),
    ],
    { clock: systemClock },
  );
  await bench.app.inngest.send(Array.from({ length: total }, (_, n) => ({ name: 'go', data: { n } })));
  for (let threshold = 5; threshold <= 35; threshold += 10) {
    await vi.waitFor(() => expect(finished).toBeGreaterThanOrEqual(threshold), {
      timeout: 60_000,
      interval: 5,
    });
    // Other tests have engines on this server too.
    await database.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like 'inngest-engine:%'`;
  }
  await vi.waitFor(
    async () =>
      expect((await database.runs()).filter((run) => run.status === 'Completed')).toHaveLength(total),
    { timeout: 60_000 },
  );
  const outputs = (await database.runs()).map((run) => Number(run.output));
  expect(outputs.toSorted((left, right) => left - right)).toEqual(Array.from({ length: total }, (_, n) => n));
}, 180_000);

it('postpones an event that cannot be dispatched and lets the others pass', async () => {
  const ran: string[] = [];
  bench = await startTestBench(database.url, (inngest) => [
    inngest.createFunction({ id: 'bad', triggers: [{ event: 'bad' }] }, () => void ran.push('bad')),
    inngest.createFunction({ id: 'good', triggers: [{ event: 'good' }] }, () => void ran.push('good')),
  ]);
  await database.sql`alter table inngest_engine.run add constraint no_bad check (fn_id <> 'app-bad')`;
  await bench.send({ name: 'good' }, { name: 'bad' }, { name: 'good' });
  expect(ran).toEqual(['good', 'good']);
  await database.sql`alter table inngest_engine.run drop constraint no_bad`;
  await bench.advance(10_000);
  expect(ran).toEqual(['good', 'good', 'bad']);
});

it('does not apply a result whose lease was taken over meanwhile', async () => {
  let calls = 0;
  bench = await startTestBench(
    database.url,
    (inngest) => [inngest.createFunction({ id: 'slow', triggers: [{ event: 'go' }] }, () => calls)],
    {
      intercept: async (request, next) => {
        if (request.method === 'PUT') return await next();
        calls += 1;
        const response = await next();
        if (calls === 1) {
          // As another engine does that takes this one for dead.
          await database.sql`update inngest_engine.call set owner = null, lease = null`;
        }
        return response;
      },
    },
  );
  await bench.send({ name: 'go' });
  expect(calls).toBe(2);
  expect(await database.runs()).toMatchObject([{ status: 'Completed', output: 2 }]);
});

it('waits for a call it took back itself and keeps its lease, though the first try ended meanwhile', async () => {
  let calls = 0;
  let prolonged = 0;
  const lockedUntil = async () => (await database.sql`select locked_until from inngest_engine.call`)[0];
  bench = await startTestBench(
    database.url,
    (inngest) => [inngest.createFunction({ id: 'slow', triggers: [{ event: 'go' }] }, () => 'done')],
    {
      intercept: async (request, next) => {
        if (request.method === 'PUT') return await next();
        calls += 1;
        if (calls === 1) {
          await database.sql`update inngest_engine.call set owner = null, lease = null`;
          bench?.clock.advance(0);
          await vi.waitFor(() => expect(calls).toBe(2));
          return await next();
        }
        // The first heartbeat may still come before the first try has ended, the second one cannot.
        for (; prolonged < 2; prolonged += 1) {
          const before = await lockedUntil();
          await vi.waitFor(async () => expect(await lockedUntil()).not.toEqual(before), { timeout: 8_000 });
        }
        return await next();
      },
    },
  );
  await bench.send({ name: 'go' });
  expect(prolonged).toBe(2);
  expect(calls).toBe(2);
  expect(await database.runs()).toMatchObject([{ status: 'Completed', output: 'done' }]);
});

it('frees a call it leased without ever learning of it', async () => {
  bench = await startTestBench(database.url, (inngest) => [
    inngest.createFunction({ id: 'lost', triggers: [{ event: 'go' }] }, async ({ step }) => {
      await step.sleep('rest', '1m');
      return 'done';
    }),
  ]);
  await bench.send({ name: 'go' });
  await bench.advance(59_000);
  const [engine] = await database.sql<{ owner: string }[]>`
    select application_name as owner from pg_stat_activity
    where application_name like 'inngest-engine:%' and datname = current_database()`;
  // As a claim leaves it whose answer was cut off after its commit, once the lease has run out.
  await database.sql`
    insert into inngest_engine.call (run_id, step_id, fn_id, run_at, owner, lease, locked_until)
    select run_id, 'step', fn_id, queued_at, ${engine?.owner ?? ''}, nextval('inngest_engine.lease_seq'), queued_at
    from inngest_engine.run`;
  await vi.waitFor(
    async () => expect(await database.sql`select 1 from inngest_engine.call`).toHaveLength(0),
    {
      timeout: 8_000,
    },
  );
  await bench.advance(1_000);
  expect(await database.runs()).toMatchObject([{ status: 'Completed', output: 'done' }]);
});

it('counts an app that never answers as a failed attempt', async () => {
  let calls = 0;
  bench = await startTestBench(
    database.url,
    (inngest) => [
      inngest.createFunction({ id: 'hung', triggers: [{ event: 'go' }] }, ({ attempt }) => attempt),
    ],
    {
      callTimeoutMs: 50,
      intercept: async (request, next) => {
        if (request.method === 'PUT') return await next();
        calls += 1;
        if (calls > 1) return await next();
        return await new Promise((_resolve, reject) => {
          request.signal.addEventListener('abort', () => reject(new Error('aborted')));
        });
      },
    },
  );
  await bench.send({ name: 'go' });
  await bench.advance(1_000);
  expect(await database.runs()).toMatchObject([{ status: 'Completed', output: 1 }]);
});

it('does not resume a wait with an event that was accepted before it, however late it is dispatched', async () => {
  let answerNow = () => {};
  const mayAnswer = new Promise<void>((resolve) => {
    answerNow = resolve;
  });
  let asked = 0;
  bench = await startTestBench(
    database.url,
    (inngest) => [
      inngest.createFunction({ id: 'wait', triggers: [{ event: 'go' }] }, async ({ step }) =>
        step.waitForEvent('answer', { event: 'answer', timeout: '1h' }),
      ),
    ],
    {
      intercept: async (request, next) => {
        if (request.method === 'PUT') return await next();
        asked += 1;
        await mayAnswer;
        return await next();
      },
    },
  );
  await bench.app.inngest.send({ name: 'go' });
  await vi.waitFor(() => expect(asked).toBe(1));
  await database.sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended('inngest_engine.dispatch', 0))`;
    await bench?.app.inngest.send({ name: 'answer' });
    bench?.clock.advance(1);
    answerNow();
    await vi.waitFor(async () => expect(await tx`select 1 from inngest_engine.wait`).toHaveLength(1));
  });
  await bench.engine.settle();
  expect(await database.runs()).toMatchObject([{ status: 'Running' }]);
});

it('lets two engines learn of a new app at the same moment', async () => {
  const app = createTestApp((inngest) => [
    inngest.createFunction({ id: 'work', triggers: [{ event: 'go' }] }, () => 'done'),
  ]);
  const call = (url: string, init: RequestInit) => app.handler(new Request(url, init));
  const start = (appUrls: string[]) => startEngine({ databaseUrl: database.url, port: 0, appUrls, call });
  await (await start([])).close();
  const engines: Engine[] = [];
  try {
    // Both have looked for the app, found none and want to write before either may.
    const synced = await database.sql.begin(async (tx) => {
      await tx`lock table inngest_engine.function in share mode`;
      engines.push(await start([TEST_APP_URL]), await start([TEST_APP_URL]));
      const syncs = Promise.allSettled(engines.map((engine) => engine.sync()));
      await vi.waitFor(
        async () => {
          const waiting = await database.sql`
            select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
          expect(waiting).toHaveLength(2);
        },
        { timeout: 15_000 },
      );
      return { syncs };
    });
    expect(await synced.syncs).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }]);
  } finally {
    await Promise.all(engines.map((engine) => engine.close()));
  }
});

it('shares the work between two engines without doubling any of it', async () => {
  const counts = new Map<number, number>();
  const app = createTestApp((inngest) => [
    inngest.createFunction(
      { id: 'work', concurrency: 3, triggers: [{ event: 'go' }] },
      async ({ event, step }) =>
        step.run('count', () => {
          counts.set(event.data.n, (counts.get(event.data.n) ?? 0) + 1);
        }),
    ),
  ]);
  const engines: Engine[] = [];
  for (let index = 0; index < 2; index += 1) {
    const call = (url: string, init: RequestInit) => app.handler(new Request(url, init));
    engines.push(await startEngine({ databaseUrl: database.url, port: 0, appUrls: [TEST_APP_URL], call }));
  }
  await Promise.all(engines.map((engine) => engine.sync()));
  await Promise.all(
    engines.map((engine, index) => {
      const events = Array.from({ length: 30 }, (_, n) => ({ name: 'go', data: { n: index * 30 + n } }));
      return fetch(`${engine.url}/e/key`, { method: 'POST', body: JSON.stringify(events) });
    }),
  );
  await vi.waitFor(
    async () => expect((await database.runs()).filter((run) => run.status === 'Completed')).toHaveLength(60),
    { timeout: 15_000 },
  );
  await Promise.all(engines.map((engine) => engine.close()));
  expect([...counts.values()]).toEqual(Array.from({ length: 60 }, () => 1));
});
