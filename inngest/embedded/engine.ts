import { randomUUID } from 'node:crypto';
import { type Logger, pino } from 'pino';
import { createAppSync } from './app-sync.ts';
import { backoffDelay, type RetryDelay } from './backoff.ts';
import { type Clock, systemClock } from './clock.ts';
import { connect } from './database.ts';
import type { AppCall, EngineContext } from './engine-context.ts';
import { httpAppCall } from './http-call.ts';
import { openFront } from './http-front.ts';
import { Pump } from './pump.ts';
import { purge, startPurge } from './purge.ts';
import { createRegistry, loadRegistry } from './registry.ts';
import { ensureSchema } from './schema.ts';

export interface EngineOptions {
  readonly databaseUrl: string;
  /** 0 picks any free port. */
  readonly port: number;
  /** Loopback unless said otherwise: the engine has no password. */
  readonly host?: string;
  /** Where the apps serve the SDK, for example `http://127.0.0.1:3000/api/inngest`. */
  readonly appUrls: readonly string[];
  readonly clock?: Clock;
  /** Replaces HTTP, so that a test can hand requests straight to the SDK's handler. */
  readonly call?: AppCall;
  readonly logger?: Logger;
  /** How often apps are asked for their functions once they have answered, in milliseconds. */
  readonly syncIntervalMs?: number;
  /** How many calls to apps may be under way at once. */
  readonly maxInFlight?: number;
  /** How long an app may take to answer one call before that counts as a failed attempt, in milliseconds. */
  readonly callTimeoutMs?: number;
  /** Replaces the backoff table of 15 s to 2 h. */
  readonly retryDelay?: RetryDelay;
  /** How long ended runs and their events are kept, in milliseconds; at least the 24 h of deduplication. */
  readonly retentionMs?: number;
  /** How long `close` waits for calls under way, in milliseconds. */
  readonly closeGraceMs?: number;
}

export interface Engine {
  readonly url: string;
  /** Asks the apps for their functions now. Rejects with what is wrong, naming function and option. */
  sync(): Promise<void>;
  /** Resolves once nothing is due and nothing is under way; for tests with a clock moved by hand. */
  settle(): Promise<void>;
  /** Deletes now what retention no longer protects; otherwise this happens every ten minutes. */
  purge(): Promise<void>;
  close(): Promise<void>;
}

const SYNC_INTERVAL_MS = 5_000;
const MAX_IN_FLIGHT = 16;
const CALL_TIMEOUT_MS = 2 * 60 * 60 * 1000;
const RETENTION_MS = 3 * 24 * 60 * 60 * 1000;
const CLOSE_GRACE_MS = 5_000;

/** Starts an engine on a Postgres database. Everything it knows is in there; it may be killed at any moment. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const instance = `inngest-engine:${randomUUID()}`;
  const sql = connect(options.databaseUrl, instance);
  const http = httpAppCall();
  const registry = createRegistry();
  const context: EngineContext = {
    sql,
    clock: options.clock ?? systemClock,
    logger: options.logger ?? pino({ name: 'inngest-engine', level: 'warn' }, pino.destination(2)),
    registry,
    call: options.call ?? http.call,
    retryDelay: options.retryDelay ?? backoffDelay(Math.random),
    instance,
    wake: () => pump.wake(true),
  };
  const ready = () =>
    registry.apps().size > 0 && options.appUrls.every((appUrl) => registry.apps().has(appUrl));
  const pump = new Pump({
    context,
    maxInFlight: options.maxInFlight ?? MAX_IN_FLIGHT,
    callTimeoutMs: options.callTimeoutMs ?? CALL_TIMEOUT_MS,
    ready,
    onUnknownFunction: (appUrl) => apps.request(appUrl),
  });
  const apps = createAppSync(context, options.appUrls, options.syncIntervalMs ?? SYNC_INTERVAL_MS, (appUrl) =>
    pump.appIsUp(appUrl),
  );
  try {
    await ensureSchema(sql);
    await loadRegistry(context);
  } catch (error) {
    await sql.end();
    throw error;
  }
  const front = await openFront(
    { context, register: apps.accept, apps: apps.states },
    options.host ?? '127.0.0.1',
    options.port,
  ).catch(async (error: unknown) => {
    await sql.end();
    throw error;
  });
  apps.start();
  pump.start();
  const retentionMs = options.retentionMs ?? RETENTION_MS;
  const purging = startPurge(context, retentionMs);

  return {
    url: front.url,
    sync: apps.syncAll,
    settle: () => pump.settle(),
    purge: () => purge(context, retentionMs),
    close: async () => {
      purging.stop();
      await front.close();
      await apps.stop();
      await pump.stop(options.closeGraceMs ?? CLOSE_GRACE_MS);
      http.close();
      await sql.end({ timeout: 5 });
    },
  };
}
