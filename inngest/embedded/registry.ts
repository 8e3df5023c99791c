import type { Logger } from 'pino';
import type { Sql } from './database.ts';
import { type FunctionSpec, parseFunctionConfig } from './function-config.ts';

export interface RegisteredFunction extends FunctionSpec {
  readonly appUrl: string;
}

/** The functions of all apps, held in memory for matching and in Postgres for the next start. */
export interface Registry {
  get(fnId: string): RegisteredFunction | undefined;
  all(): readonly RegisteredFunction[];
  /** The functions an event with this name may start, wildcards included. */
  triggeredBy(eventName: string): readonly RegisteredFunction[];
  /** Replaces the functions of one app. */
  replace(appUrl: string, functions: readonly FunctionSpec[]): void;
  /** The apps known from this run or an earlier one. */
  apps(): ReadonlySet<string>;
}

export function createRegistry(): Registry {
  const functions = new Map<string, RegisteredFunction>();
  const apps = new Set<string>();
  const byEvent = new Map<string, readonly RegisteredFunction[]>();
  return {
    get: (fnId) => functions.get(fnId),
    all: () => [...functions.values()],
    apps: () => apps,
    triggeredBy: (eventName) => {
      const known = byEvent.get(eventName);
      if (known) return known;
      const found = [...functions.values()].filter((fn) =>
        fn.triggers.some((trigger) => eventNameMatches(trigger.event, eventName)),
      );
      // Names come from outside: the memory must not grow with every new one.
      if (byEvent.size < 10_000) byEvent.set(eventName, found);
      return found;
    },
    replace: (appUrl, specs) => {
      for (const [id, fn] of functions) if (fn.appUrl === appUrl) functions.delete(id);
      for (const spec of specs) functions.set(spec.id, { ...spec, appUrl });
      apps.add(appUrl);
      byEvent.clear();
    },
  };
}

/** Whether a trigger's event name, possibly ending in `*`, covers the name. */
export function eventNameMatches(pattern: string, eventName: string): boolean {
  return pattern.endsWith('*') ? eventName.startsWith(pattern.slice(0, -1)) : pattern === eventName;
}

interface RegistryStore {
  readonly sql: Sql;
  readonly registry: Registry;
  readonly logger: Logger;
}

/** Fills the registry with what earlier syncs stored, so that work goes on before the apps answer. */
export async function loadRegistry({ sql, registry, logger }: RegistryStore): Promise<void> {
  const apps = await sql<{ appUrl: string }[]>`select app_url as "appUrl" from inngest_engine.app`;
  const rows = await sql<{ appUrl: string; config: string }[]>`
    select app_url as "appUrl", config from inngest_engine.function`;
  for (const { appUrl } of apps) {
    const configs = rows.filter((row) => row.appUrl === appUrl).map((row): unknown => JSON.parse(row.config));
    try {
      registry.replace(appUrl, configs.map(parseFunctionConfig));
    } catch (error) {
      // Stored by an engine that knew more options; the next sync decides.
      logger.warn(
        { appUrl, err: error },
        'The stored functions of an app cannot be read; waiting for its sync.',
      );
    }
  }
}
