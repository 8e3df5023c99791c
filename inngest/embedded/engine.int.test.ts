import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as serveOverHttp } from 'inngest/node';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { type Engine, startEngine } from './engine.ts';
import {
  createTestApp,
  createTestDatabase,
  startTestBench,
  TEST_APP_URL,
  type TestBench,
  type TestDatabase,
} from './testing.ts';

const silent = pino({ level: 'silent' });
const closers: (() => Promise<void>)[] = [];

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
});
beforeEach(() => database.reset());
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => database.drop());

describe('sync', () => {
  it('refuses an app whose functions use unsupported options, naming function and option', async () => {
    const bench = startTestBench(database.url, (inngest) => [
      inngest.createFunction(
        { id: 'hasty', throttle: { limit: 1, period: '10s' }, triggers: [{ event: 'a' }] },
        () => {},
      ),
      inngest.createFunction({ id: 'keen', priority: { run: '1' }, triggers: [{ event: 'a' }] }, () => {}),
    ]);
    await expect(bench).rejects.toThrow(
      'Function "app-hasty": option "throttle" is not supported by the embedded engine.\n' +
        'Function "app-keen": option "priority" is not supported by the embedded engine.',
    );
  });

  it('keeps events that came before the first sync until the functions are known', async () => {
    const ran: unknown[] = [];
    const app = createTestApp((inngest) => [
      inngest.createFunction({ id: 'late', triggers: [{ event: 'go' }] }, ({ event }) => {
        ran.push(event.data.n);
      }),
    ]);
    let up = false;
    const engine = await start({
      call: async (url, init) => {
        if (!up) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
        return app.handler(new Request(url, init));
      },
    });
    app.connect(engine.url);
    await app.inngest.send({ name: 'go', data: { n: 1 } });
    expect(await health(engine)).toMatchObject({ status: 'degraded', queue: { undispatchedEvents: 1 } });
    up = true;
    await engine.sync();
    await engine.settle();
    expect(ran).toEqual([1]);
    expect(await health(engine)).toMatchObject({ status: 'ok', functions: ['app-late'] });
  });

  it('takes over changed functions and asks again when the app does not know one', async () => {
    const ran: string[] = [];
    const first = createTestApp((inngest) => [
      inngest.createFunction({ id: 'old', retries: 1, triggers: [{ event: 'go' }] }, () => {
        ran.push('old');
      }),
    ]);
    const second = createTestApp((inngest) => [
      inngest.createFunction({ id: 'new', triggers: [{ event: 'go' }] }, () => {
        ran.push('new');
      }),
    ]);
    let app = first;
    const engine = await start({
      call: (url, init) => app.handler(new Request(url, init)),
      syncIntervalMs: 3_600_000,
    });
    await engine.sync();
    app = second;
    await post(engine, '/e/key', [{ name: 'go' }]);
    await vi.waitFor(async () => expect((await health(engine)).functions).toEqual(['app-new']));
    await post(engine, '/e/key', [{ name: 'go' }]);
    await vi.waitFor(() => expect(ran).toEqual(['new']));
  });

  it('accepts an app that registers itself, but not one on another machine', async () => {
    const engine = await start({ appUrls: [] });
    const body = { url: 'http://127.0.0.1:9/api/inngest?fnId=x', appName: 'self', functions: [] };
    expect(await post(engine, '/fn/register', body)).toMatchObject({ ok: true });
    expect((await health(engine)).apps).toMatchObject([{ appUrl: 'http://127.0.0.1:9/api/inngest' }]);
    const foreign = { ...body, url: 'http://metadata.example.com/' };
    expect(await post(engine, '/fn/register', foreign)).toMatchObject({
      status: 400,
      error: expect.stringContaining('metadata.example.com'),
    });
  });
});

describe('HTTP front', () => {
  it.each([
    ['an empty name', [{ name: '' }], 'event name is empty'],
    ['a reserved name', [{ name: 'inngest/function.finished' }], 'reserved'],
    ['data that is no object', [{ name: 'a', data: 5 }], 'data'],
    ['one bad event among good ones', [{ name: 'a' }, { nam: 'b' }], 'event 1'],
  ])('refuses %s and stores nothing', async (_name, body, message) => {
    const engine = await start({ appUrls: [] });
    expect(await post(engine, '/e/key', body)).toMatchObject({
      ids: [''],
      status: 400,
      error: expect.stringContaining(message),
    });
    expect(await database.sql`select 1 from inngest_engine.event`).toHaveLength(0);
  });

  it('does not talk to web pages, nor choke on what is not JSON', async () => {
    const engine = await start({ appUrls: [] });
    const page = await fetch(`${engine.url}/e/key`, {
      method: 'POST',
      headers: { origin: 'https://evil.test' },
    });
    expect(page.status).toBe(403);
    const broken = await fetch(`${engine.url}/e/key`, { method: 'POST', body: '{"name":' });
    expect(broken.status).toBe(400);
    expect((await fetch(`${engine.url}/nothing`)).status).toBe(404);
  });

  it('says at start that its port is taken', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => occupant.once('listening', resolve));
    closers.push(async () => void occupant.close());
    const { port } = occupant.address() as AddressInfo;
    await expect(start({ port, appUrls: [] })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('persistence', () => {
  it('finds waits, sleeps and functions again after a restart', async () => {
    const define = (inngest: TestBench['app']['inngest']) => [
      inngest.createFunction({ id: 'wait', triggers: [{ event: 'go' }] }, async ({ step }) => {
        await step.sleep('nap', '1h');
        const answer = await step.waitForEvent('answer', { event: 'answer', timeout: '1h' });
        return answer?.data.text;
      }),
    ];
    const before = await startTestBench(database.url, define);
    await before.send({ name: 'go' });
    await before.close();
    const after = await startTestBench(database.url, define);
    closers.push(after.close);
    await after.advance(3_600_000);
    await after.send({ name: 'answer', data: { text: 'still here' } });
    expect((await database.runs())[0]).toMatchObject({ status: 'Completed', output: 'still here' });
  });

  it('replaces the database functions of another engine version and leaves its own alone', async () => {
    const define = (inngest: TestBench['app']['inngest']) => [
      inngest.createFunction({ id: 'quick', triggers: [{ event: 'go' }] }, () => 'done'),
    ];
    await (await startTestBench(database.url, define)).close();
    const before = await functionIds();
    await (await startTestBench(database.url, define)).close();
    expect(await functionIds()).toEqual(before);
    await database.sql`update inngest_engine.sql_functions set hash = 'of another version'`;
    await database.sql`drop function inngest_engine.next_events`;
    await database.sql`create function inngest_engine.next_events(timestamptz, int) returns int
      language sql as 'select 1'`;
    const bench = await startTestBench(database.url, define);
    closers.push(bench.close);
    await bench.send({ name: 'go' });
    expect(await database.runs()).toMatchObject([{ status: 'Completed', output: 'done' }]);
  });

  it('refuses to start on the tables of a newer engine', async () => {
    const engine = await start({ appUrls: [] });
    await engine.close();
    await database.sql`insert into inngest_engine.meta (version) values (999)`;
    await expect(start({ appUrls: [] })).rejects.toThrow('version 999');
  });

  it('deletes what ended long ago and nothing else', async () => {
    const bench = await startTestBench(
      database.url,
      (inngest) => [
        inngest.createFunction({ id: 'quick', triggers: [{ event: 'go' }] }, () => 'done'),
        inngest.createFunction({ id: 'slow', triggers: [{ event: 'go' }] }, async ({ step }) =>
          step.sleep('x', '9d'),
        ),
      ],
      { retentionMs: 86_400_000 },
    );
    closers.push(bench.close);
    await bench.send({ name: 'go', id: 'e1' });
    await bench.advance(86_400_001);
    await bench.send({ name: 'go' });
    await bench.engine.purge();
    expect((await database.runs()).map((run) => run.fn).toSorted()).toEqual([
      'app-quick',
      'app-slow',
      'app-slow',
    ]);
    expect(await database.sql`select 1 from inngest_engine.event`).toHaveLength(1);
    expect(await database.sql`select 1 from inngest_engine.once`).toHaveLength(0);
  });
});

describe('over real HTTP', () => {
  it('runs a function of a served app by the real clock', async () => {
    const finished: unknown[] = [];
    const app = createTestApp((inngest) => [
      inngest.createFunction({ id: 'served', triggers: [{ event: 'go' }] }, async ({ event, step }) => {
        const n = await step.run('add', () => event.data.n + 1);
        await step.sleep('short', '1s');
        await step.run('finish', () => void finished.push(n));
      }),
    ]);
    const server = serveOverHttp({ client: app.inngest, functions: app.functions }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    closers.push(async () => {
      server.close();
      server.closeAllConnections();
    });
    const { port } = server.address() as AddressInfo;
    const engine = await startEngine({
      databaseUrl: database.url,
      port: 0,
      appUrls: [`http://127.0.0.1:${port}/api/inngest`],
      logger: silent,
    });
    closers.push(engine.close);
    app.connect(engine.url);
    await app.inngest.send({ name: 'go', data: { n: 1 } });
    await vi.waitFor(() => expect(finished).toEqual([2]), { timeout: 10_000 });
    await vi.waitFor(async () => expect((await database.runs())[0]?.status).toBe('Completed'));
  });
});

async function start(options: Partial<Parameters<typeof startEngine>[0]>): Promise<Engine> {
  const engine = await startEngine({
    databaseUrl: database.url,
    port: 0,
    appUrls: [TEST_APP_URL],
    logger: silent,
    retryDelay: () => 10,
    ...options,
  });
  closers.push(engine.close);
  return engine;
}

async function functionIds(): Promise<number[]> {
  const rows = await database.sql<{ oid: number }[]>`
    select oid from pg_proc where pronamespace = 'inngest_engine'::regnamespace order by oid`;
  return rows.map((row) => row.oid);
}

async function health(engine: Engine) {
  return (await (await fetch(`${engine.url}/health`)).json()) as Record<string, unknown>;
}

async function post(engine: Engine, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${engine.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  return await response.json();
}
