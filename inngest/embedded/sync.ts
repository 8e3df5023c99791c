import { createHash } from 'node:crypto';
import { z } from 'zod';
import { syncCrons } from './cron.ts';
import { transact } from './database.ts';
import { type EngineContext, nowDate } from './engine-context.ts';
import { type FunctionSpec, parseFunctionConfig, UnsupportedFunctionError } from './function-config.ts';

const SYNC_TIMEOUT_MS = 30_000;

const syncSchema = z.object({ app_id: z.string(), functions: z.array(z.unknown()) });

/** How the last sync of one app went, for /health. */
export interface AppState {
  readonly appUrl: string;
  readonly appId?: string;
  readonly functions: number;
  readonly error?: string;
}

/** A sync that did not work out; the message tells the developer what to change. */
export class SyncError extends Error {
  override name = 'SyncError';
}

/** Asks an app for its functions (in-band sync) and takes them over. Throws SyncError. */
export async function syncApp(context: EngineContext, appUrl: string): Promise<AppState> {
  const body = await requestFunctions(context, appUrl);
  return register(context, appUrl, body.app_id, body.functions);
}

/** Takes over the functions of one app, all or none, and remembers them for the next start. */
export async function register(
  context: EngineContext,
  appUrl: string,
  appId: string,
  configs: readonly unknown[],
): Promise<AppState> {
  const functions = parseAll(configs);
  const text = configs.map((config) => JSON.stringify(config));
  const hash = createHash('sha256').update(text.join('\n')).digest('hex');
  const known = context.registry.apps().has(appUrl);
  await transact(context.sql, async (tx) => {
    // One sync at a time across all engines: a new app has no row yet that two of them could queue up for.
    await tx`select pg_advisory_xact_lock(hashtextextended('inngest_engine.sync', 0))`;
    const [app] = await tx<{ hash: string }[]>`
      select config_hash as hash from inngest_engine.app where app_url = ${appUrl}`;
    if (known && app?.hash === hash) return;
    const ids = functions.map((fn) => fn.id);
    await tx`delete from inngest_engine.function where app_url = ${appUrl} or fn_id = any (${ids})`;
    await tx`
      insert into inngest_engine.function (fn_id, app_url, config)
      select fn_id, ${appUrl}, config from unnest(${ids}::text[], ${text}::text[]) as t (fn_id, config)`;
    await tx`
      insert into inngest_engine.app (app_url, app_id, config_hash, synced_at)
      values (${appUrl}, ${appId}, ${hash}, ${nowDate(context)})
      on conflict (app_url) do update set app_id = excluded.app_id, config_hash = excluded.config_hash,
        synced_at = excluded.synced_at`;
    await syncCrons(tx, context, appUrl, functions);
  });
  context.registry.replace(appUrl, functions);
  return { appUrl, appId, functions: functions.length };
}

async function requestFunctions(context: EngineContext, appUrl: string): Promise<z.infer<typeof syncSchema>> {
  const response = await context
    .call(appUrl, {
      method: 'PUT',
      headers: {
        host: new URL(appUrl).host,
        'content-type': 'application/json',
        'x-inngest-sync-kind': 'in_band',
        'x-inngest-server-kind': 'dev',
      },
      body: JSON.stringify({ url: appUrl }),
      signal: AbortSignal.timeout(SYNC_TIMEOUT_MS),
    })
    .catch((error: unknown) => {
      throw new SyncError(`The app at ${appUrl} does not answer: ${messageOf(error)}`);
    });
  const text = await response.text();
  if (response.status !== 200 || response.headers.get('x-inngest-sync-kind') !== 'in_band') {
    throw new SyncError(
      `The app at ${appUrl} refused to be synced (status ${response.status}). ` +
        'Is the address right, and is INNGEST_DEV set for the app?',
    );
  }
  const parsed = syncSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new SyncError(`The app at ${appUrl} sent a sync answer that cannot be read.`);
  return parsed.data;
}

function parseAll(configs: readonly unknown[]): FunctionSpec[] {
  const functions: FunctionSpec[] = [];
  const problems: string[] = [];
  for (const config of configs) {
    try {
      functions.push(parseFunctionConfig(config));
    } catch (error) {
      if (!(error instanceof UnsupportedFunctionError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) throw new SyncError(problems.join('\n'));
  return functions;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || String(error.cause ?? error.name) : String(error);
}
