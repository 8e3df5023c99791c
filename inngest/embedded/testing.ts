import { randomUUID } from 'node:crypto';
import { Inngest, type InngestFunction } from 'inngest';
import { serve } from 'inngest/edge';
import { pino } from 'pino';
import postgres from 'postgres';
import { type ManualClock, manualClock } from './clock.ts';
import { type Engine, type EngineOptions, startEngine } from './engine.ts';
import type { AppCallInit } from './engine-context.ts';

const silent = pino({ level: 'silent' });

export const TEST_APP_URL = 'http://app.test/api/inngest';
export const TEST_START_MS = Date.parse('2026-03-01T12:00:00Z');

/** A database of its own for one test file. */
export interface TestDatabase {
  readonly url: string;
  readonly sql: postgres.Sql;
  /** Forgets everything the engine stored. */
  reset(): Promise<void>;
  /** Every run so far, oldest first, with its output parsed. */
  runs(): Promise<TestRun[]>;
  drop(): Promise<void>;
}

export interface TestRun {
  readonly fn: string;
  readonly status: string;
  readonly output: unknown;
}

/** Creates an empty database on the server of `adminUrl`; `drop` removes it, open connections included. */
export async function createTestDatabase(adminUrl: string): Promise<TestDatabase> {
  const name = `engine_${randomUUID().replaceAll('-', '')}`;
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const sql = postgres(url.href, { max: 2, onnotice: () => {} });
  return {
    url: url.href,
    sql,
    reset: async () => {
      await sql`drop schema if exists inngest_engine cascade`;
    },
    runs: async () => {
      const rows = await sql<{ fn: string; status: string; output: string | null }[]>`
        select fn_id as fn, status, output from inngest_engine.run order by queued_at, run_id`;
      return rows.map((row) => ({ ...row, output: JSON.parse(row.output ?? 'null') as unknown }));
    },
    drop: async () => {
      await sql.end();
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

/** An app in this process: the real SDK and its real handler, without a network. */
export interface TestApp {
  readonly inngest: Inngest;
  readonly functions: InngestFunction.Any[];
  readonly handler: (request: Request) => Promise<Response>;
  /** Points the SDK's own requests (send, sendEvent) at an engine. */
  connect(engineUrl: string): void;
}

/** Builds an app from functions that are made with its client. */
export function createTestApp(define: (inngest: Inngest) => InngestFunction.Any[], id = 'app'): TestApp {
  let engineUrl = 'http://127.0.0.1:9';
  const inngest = new Inngest({
    id,
    isDev: true,
    checkpointing: false,
    logger: silent,
    internalLogger: silent,
    baseUrl: 'http://engine.test',
    fetch: (input, init) => fetch(String(input).replace('http://engine.test', engineUrl), init),
  });
  const functions = define(inngest);
  const handler = serve({ client: inngest, functions });
  return {
    inngest,
    functions,
    handler,
    connect: (url) => {
      engineUrl = url;
    },
  };
}

/** An engine and an app that know each other, on a clock moved by hand. */
export interface TestBench {
  readonly engine: Engine;
  readonly clock: ManualClock;
  readonly app: TestApp;
  /** Sends events and lets everything they cause happen. */
  send(
    ...events: { name: string; data?: Record<string, unknown>; id?: string; ts?: number }[]
  ): Promise<void>;
  /** Moves the clock and lets everything that became due happen. */
  advance(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Sees every request to the app first; `next` passes it on. */
export type Intercept = (request: AppCallInit, next: () => Promise<Response>) => Promise<Response>;

/** Starts a bench on a database. `options` override the engine's. */
export async function startTestBench(
  databaseUrl: string,
  define: (inngest: Inngest) => InngestFunction.Any[],
  options: Partial<EngineOptions> & { readonly intercept?: Intercept } = {},
): Promise<TestBench> {
  const { intercept = (_request, next) => next(), ...overrides } = options;
  const app = createTestApp(define);
  const clock = manualClock(TEST_START_MS);
  const engine = await startEngine({
    databaseUrl,
    port: 0,
    appUrls: [TEST_APP_URL],
    clock,
    call: (url, init) => intercept(init, () => app.handler(new Request(url, init))),
    logger: silent,
    retryDelay: () => 1_000,
    ...overrides,
  });
  app.connect(engine.url);
  await engine.sync().catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
  return {
    engine,
    clock,
    app,
    send: async (...events) => {
      await app.inngest.send(events);
      await engine.settle();
    },
    advance: async (milliseconds) => {
      clock.advance(milliseconds);
      await engine.settle();
    },
    close: () => engine.close(),
  };
}
