import type { Sql } from '#db/client.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { projections } from '#server/projections/registry.ts';

export interface Health {
  readonly status: 'ok' | 'degraded' | 'down';
  readonly store: { readonly status: 'ok' | 'down'; readonly position: number | null };
  /** Events that a read model has not read yet, and how long ago it last moved. */
  readonly projections: readonly {
    readonly name: string;
    readonly lag: number;
    readonly updatedAt: string | null;
  }[];
  readonly engine: { readonly status: 'ok' | 'unreachable' | 'not checked' };
}

const engineTimeoutMs = 1_000;

/** Asks the database and, in local mode, the engine. Counts and names only, so it may be shown to anyone. */
export async function readHealth(deps: {
  sql: Sql;
  eventStore: EventStore;
  engineUrl: string | null;
  fetch?: typeof fetch;
}): Promise<Health> {
  const [store, engine] = await Promise.all([
    readStore(deps.sql, deps.eventStore),
    readEngine(deps.engineUrl, deps.fetch ?? fetch),
  ]);
  const status = store.store.status === 'down' ? 'down' : engine.status === 'unreachable' ? 'degraded' : 'ok';
  return { status, ...store, engine };
}

async function readStore(sql: Sql, eventStore: EventStore): Promise<Pick<Health, 'store' | 'projections'>> {
  try {
    const position = await eventStore.newestPosition();
    const rows = await sql<{ name: string; position: number; updated_at: string }[]>`
      select name, position, updated_at from projections where slot = 'live'`;
    return {
      store: { status: 'ok', position },
      projections: projections.map(({ name }) => {
        const row = rows.find((candidate) => candidate.name === name);
        const updatedAt = row ? new Date(row.updated_at).toISOString() : null;
        return { name, lag: position - (row?.position ?? 0), updatedAt };
      }),
    };
  } catch {
    return { store: { status: 'down', position: null }, projections: [] };
  }
}

async function readEngine(url: string | null, get: typeof fetch): Promise<Health['engine']> {
  if (url === null) return { status: 'not checked' };
  try {
    const response = await get(url, { signal: AbortSignal.timeout(engineTimeoutMs) });
    return { status: response.ok ? 'ok' : 'unreachable' };
  } catch {
    return { status: 'unreachable' };
  }
}
