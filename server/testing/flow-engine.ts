import { setTimeout as pause } from 'node:timers/promises';
import { createTestApp, startTestBench, TEST_START_MS, type TestApp } from '#inngest/embedded/testing.ts';
import { serveTestApp } from '#inngest/embedded/testing-app-server.ts';

/** An engine that runs functions, as far as a test of a flow may know: which one it is shows nowhere. */
export interface FlowEngine {
  readonly nowMs: () => number;
  /** Gives signals, from within a function too. */
  signal(...signals: Signal[]): Promise<void>;
  /** Lets happen what is due at this moment. */
  settle(): Promise<void>;
  /** Lets so many seconds pass, with all that happens in them. */
  pass(seconds: number): Promise<void>;
  close(): Promise<void>;
}

interface Signal {
  readonly name: string;
  readonly data?: Record<string, unknown>;
}

type Define = Parameters<typeof createTestApp>[0];

const secondMs = 1_000;

/**
 * The engine at `FLOWS_ENGINE_URL`, where time is what it is; without one the embedded engine, on a database of its own
 * and a clock moved by hand. `databaseUrl` is where that one may keep its tables.
 */
export async function openFlowEngine(databaseUrl: string, define: Define): Promise<FlowEngine> {
  const url = process.env.FLOWS_ENGINE_URL;
  return url === undefined ? await embedded(databaseUrl, define) : await elsewhere(url, define);
}

/** When a flow begins, before its engine runs. */
export function flowStartMs(): number {
  return process.env.FLOWS_ENGINE_URL === undefined ? TEST_START_MS : Date.now();
}

async function embedded(databaseUrl: string, define: Define): Promise<FlowEngine> {
  const bench = await startTestBench(databaseUrl, define);
  return {
    nowMs: () => bench.clock.now(),
    signal: (...signals) => signalBy(bench.app, signals),
    settle: () => bench.engine.settle(),
    pass: async (seconds) => {
      // Second by second: what happens in one may set a timer for the next.
      for (let n = 0; n < seconds; n += 1) await bench.advance(secondMs);
    },
    close: bench.close,
  };
}

async function elsewhere(url: string, define: Define): Promise<FlowEngine> {
  const app: TestApp = createTestApp(define, 'earshot-flows');
  const served = await serveTestApp(app, url, Number(process.env.FLOWS_APP_PORT ?? 0));
  return {
    nowMs: () => Date.now(),
    signal: (...signals) => signalBy(app, signals),
    settle: () => Promise.resolve(),
    pass: (seconds) => pause(seconds * secondMs),
    close: served.close,
  };
}

async function signalBy(app: TestApp, signals: readonly Signal[]): Promise<void> {
  await app.inngest.send(signals.map((signal) => ({ ...signal })));
}
