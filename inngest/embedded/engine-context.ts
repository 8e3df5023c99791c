import type { Logger } from 'pino';
import type { RetryDelay } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Sql } from './database.ts';
import type { Registry } from './registry.ts';

/** Sends one request to an app: real HTTP, or straight into a handler in a test. */
export type AppCall = (url: string, init: AppCallInit) => Promise<Response>;

export interface AppCallInit {
  readonly method: 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** What the parts of one engine share. */
export interface EngineContext {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly call: AppCall;
  readonly retryDelay: RetryDelay;
  /** This process among all engines that ever used the database. */
  readonly instance: string;
  /** Tells the pump that events have been stored. */
  readonly wake: () => void;
}

/** The time of `context`'s clock as Postgres takes it. */
export function nowDate(context: Pick<EngineContext, 'clock'>): Date {
  return new Date(context.clock.now());
}
