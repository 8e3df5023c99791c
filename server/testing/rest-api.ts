import { openDatabase } from '#db/client.ts';
import { openApiKeys } from '#server/auth/api-keys.ts';
import { createApiKey } from '#server/commands/create-api-key.ts';
import { type ApiKeyScope, apiKeyScopes } from '#server/domain/api-key/scope.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { openLog } from '#server/log.ts';
import { openMetrics } from '#server/metrics.ts';
import { projections } from '#server/projections/registry.ts';
import { runProjection } from '#server/projections/run.ts';
import { openProviders } from '#server/providers/open-providers.ts';
import { providers } from '#server/providers/registry.ts';
import { answerRequest } from '#server/rest/answer-request.ts';
import type { RestDeps } from '#server/rest/operation.ts';
import { createTestDatabase } from './database.ts';
import { sampleSecrets } from './sample-events.ts';
import { silentOutbound } from './silent-outbound.ts';

export const bootstrapKey = 'bootstrap-key-of-the-tests';

export interface Call {
  /** Null sends none. */
  readonly key?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The REST interface over an installation of its own, on real Postgres. `now` is what its clock says. */
export async function openRestApi(now = '2026-05-03T10:00:00.000Z') {
  const test = await createTestDatabase();
  const { sql, db, close } = openDatabase(test.url);
  const eventStore = openEventStore(sql, sampleSecrets);
  const told = {
    now,
    ms: 0,
    nudges: 0,
    replaysAskedFor: 0,
    toSend: [] as string[],
    escalations: [] as string[],
    failures: [] as unknown[],
  };
  const deps: RestDeps = { ...outside(told), db, eventStore, apiKeys: keysOf(eventStore, told) };
  const create = (scopes: readonly ApiKeyScope[]) =>
    createApiKey({ eventStore }, { name: 'test', scopes, actor: 'admin-1', at: told.now });
  return {
    sql,
    db,
    eventStore,
    deps,
    /** Its clocks, and what it told the engine and the log. */
    told,
    async project() {
      for (const model of projections) await runProjection({ sql, eventStore }, model);
    },
    /** A key with these scopes alone. */
    keyWith: (...scopes: readonly ApiKeyScope[]) => create(scopes),
    keyWithout: (scope: ApiKeyScope) => create(apiKeyScopes.filter((one) => one !== scope)),
    call: (method: string, path: string, call: Call = {}) => callApi(deps, method, path, call),
    async close() {
      await close();
      await test.drop();
    },
  };
}

export type RestApi = Awaited<ReturnType<typeof openRestApi>>;

interface Told {
  readonly now: string;
  readonly ms: number;
  nudges: number;
  replaysAskedFor: number;
  readonly toSend: string[];
  readonly escalations: string[];
  readonly failures: unknown[];
}

function outside(told: Told): Omit<RestDeps, 'db' | 'eventStore' | 'apiKeys'> {
  const log = openLog('silent');
  log.error = (found: unknown) => void told.failures.push(found);
  const [provider] = providers.filter(({ signs }) => signs === 'bytes');
  return {
    env: { PUBLIC_BASE_URL: 'https://earshot.test' },
    log,
    metrics: openMetrics(),
    providers: openProviders(provider?.rehearsal.credentials().environment ?? {}, log),
    now: () => told.now,
    nudge: () => {
      told.nudges += 1;
      return null;
    },
    askForReplay: async () => {
      told.replaysAskedFor += 1;
    },
    askToSend: async (notificationIds) => void told.toSend.push(...notificationIds),
    tellOfEscalation: async (notificationId) => void told.escalations.push(notificationId),
    outbound: silentOutbound,
  };
}

function keysOf(eventStore: RestDeps['eventStore'], told: Told) {
  return openApiKeys({ bootstrapKey, eventStore, nowMs: () => told.ms });
}

async function callApi(
  deps: RestDeps,
  method: string,
  path: string,
  { key = bootstrapKey, body, headers = {} }: Call,
) {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await answerRequest(
    new Request(`https://earshot.test/api/v1${path}`, {
      method,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? (body as BodyInit) : JSON.stringify(body) }),
    }),
    deps,
  );
  const text = await response.text();
  const isJson = /[/+]json$/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text !== '' ? JSON.parse(text) : null,
  };
}
