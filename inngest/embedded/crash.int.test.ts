import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as serveOverHttp } from 'inngest/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it, vi } from 'vitest';
import { systemClock } from './clock.ts';
import { httpAppCall } from './http-call.ts';
import {
  createTestApp,
  createTestDatabase,
  startTestBench,
  type TestBench,
  type TestDatabase,
} from './testing.ts';
import { type EngineProcess, startEngineProcess } from './testing-process.ts';

/** Shorter than the first wait after a failed attempt, so whatever happens within it did not wait for that. */
const soonMs = 12_000;
const ordinaryMs = 15_000;

let database: TestDatabase;
let bench: TestBench | undefined;
let processes: EngineProcess[] = [];
let servers: Server[] = [];

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
});
beforeEach(() => database.reset());
afterEach(async () => {
  await bench?.close();
  bench = undefined;
  await Promise.all(processes.map((engine) => engine.end('SIGKILL')));
  await Promise.all(servers.map(die));
  processes = [];
  servers = [];
});
afterAll(() => database.drop());

/** Listens on loopback and answers the port. */
async function listening(server: Server, port = 0): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** As the death of its process would: every connection ends at once, whatever was under way on it. */
async function die(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/** An app's own code is called only after as many calls as this were hung up on, by a real server. */
async function startCutBench(cuts: number, retries: 0 | 3) {
  const http = httpAppCall();
  const port = await listening(createServer((request) => request.socket.destroy()));
  let calls = 0;
  bench = await startTestBench(
    database.url,
    (inngest) => [
      inngest.createFunction({ id: 'work', retries, triggers: [{ event: 'go' }] }, ({ attempt }) => attempt),
    ],
    {
      retryDelay: () => ordinaryMs,
      intercept: async (request, next) => {
        if (request.method === 'PUT') return await next();
        calls += 1;
        return calls > cuts ? await next() : await http.call(`http://127.0.0.1:${port}/`, request);
      },
    },
  );
  return { bench, calls: () => calls };
}

it('repeats a call whose connection was cut after half a second, then a second, as the same attempt', async () => {
  const { bench, calls } = await startCutBench(2, 3);
  await bench.send({ name: 'go' });
  await bench.advance(499);
  expect(calls()).toBe(1);
  await bench.advance(1);
  expect(calls()).toBe(2);
  await bench.advance(999);
  expect(calls()).toBe(2);
  await bench.advance(1);
  expect(calls()).toBe(3);
  expect(await database.runs()).toMatchObject([{ status: 'Completed', output: 0 }]);
});

it('takes a call that kills its app each time for failed at last', async () => {
  const { bench, calls } = await startCutBench(Number.POSITIVE_INFINITY, 0);
  await bench.send({ name: 'go' });
  for (let tries = 1; tries <= 10; tries += 1) await bench.advance(ordinaryMs);
  expect(calls()).toBe(11);
  expect(await database.runs()).toMatchObject([{ status: 'Failed', output: { name: 'ConnectionError' } }]);
});

it('waits as for any failed attempt, and spends one, once its connection was cut too often', async () => {
  const { bench, calls } = await startCutBench(11, 3);
  await bench.send({ name: 'go' });
  for (let tries = 1; tries <= 10; tries += 1) await bench.advance(ordinaryMs);
  expect(calls()).toBe(11);
  await bench.advance(ordinaryMs - 1);
  expect(calls()).toBe(11);
  await bench.advance(1);
  expect(await database.runs()).toMatchObject([{ status: 'Completed', output: 1 }]);
});

it('goes on within seconds when its app dies over a step, stays away, and comes back', async () => {
  let tries = 0;
  const app = createTestApp((inngest) => [
    inngest.createFunction({ id: 'work', triggers: [{ event: 'go' }] }, async ({ step, attempt }) =>
      step.run('work', async () => {
        tries += 1;
        if (tries === 1) await new Promise(() => {});
        return attempt;
      }),
    ),
  ]);
  const serve = () => serveOverHttp({ client: app.inngest, functions: app.functions });
  const first = serve();
  const port = await listening(first);
  const url = `http://127.0.0.1:${port}/api/inngest`;
  const http = httpAppCall();
  let refused = 0;
  bench = await startTestBench(database.url, () => app.functions, {
    clock: systemClock,
    appUrls: [url],
    retryDelay: () => ordinaryMs,
    call: (to, init) =>
      http.call(to, init).catch((error: unknown) => {
        if (init.method === 'POST') refused += 1;
        throw error;
      }),
  });
  await bench.app.inngest.send({ name: 'go' });
  await vi.waitFor(() => expect(tries).toBe(1));
  await die(first);
  // Cut once, and refused at least once after that.
  await vi.waitFor(() => expect(refused).toBeGreaterThan(1), { timeout: soonMs });
  await listening(serve(), port);
  await vi.waitFor(
    async () => expect(await database.runs()).toMatchObject([{ status: 'Completed', output: 0 }]),
    { timeout: soonMs },
  );
  http.close();
});

it('takes up what a killed engine had under way, however long it had leased that', {
  timeout: 60_000,
}, async () => {
  let tries = 0;
  const app = createTestApp((inngest) => [
    inngest.createFunction({ id: 'work', triggers: [{ event: 'go' }] }, async ({ step }) =>
      step.run('work', async () => {
        tries += 1;
        if (tries === 1) await new Promise(() => {});
        return tries;
      }),
    ),
  ]);
  const port = await listening(serveOverHttp({ client: app.inngest, functions: app.functions }));
  const start = async () => {
    const engine = await startEngineProcess(database.url, ['--app', `http://127.0.0.1:${port}/api/inngest`]);
    processes.push(engine);
    return engine;
  };
  const killed = await start();
  await fetch(`${killed.url}/e/key`, { method: 'POST', body: JSON.stringify([{ name: 'go' }]) });
  await vi.waitFor(() => expect(tries).toBe(1), { timeout: soonMs });
  await killed.end('SIGKILL');
  const leased = await database.sql`
    update inngest_engine.call set locked_until = now() + interval '1 hour' where owner is not null returning id`;
  expect(leased).toHaveLength(1);
  await start();
  await vi.waitFor(
    async () => expect(await database.runs()).toMatchObject([{ status: 'Completed', output: 2 }]),
    { timeout: soonMs },
  );
});
