import type { Tx } from './database.ts';
import { type EngineContext, nowDate } from './engine-context.ts';
import type { StoredEvent } from './events.ts';
import { evaluateKey, indexable, matches } from './expressions.ts';
import type { ConcurrencyLimit } from './function-config.ts';
import type { RegisteredFunction } from './registry.ts';
import { setTimer } from './timers.ts';

const ONCE_MS = 24 * 60 * 60 * 1000;

/** What becomes of an event that triggers a function: start now, keep for later, or nothing. */
export type Admission =
  | { readonly kind: 'start'; readonly events: readonly StoredEvent[] }
  | { readonly kind: 'later' }
  | { readonly kind: 'duplicate' };

/** Applies deduplication, idempotency, batching and debounce. The dispatch lock must be held. */
export async function admit(
  tx: Tx,
  context: EngineContext,
  fn: RegisteredFunction,
  event: StoredEvent,
): Promise<Admission> {
  if (!(await isFirst(tx, context, fn, event))) return { kind: 'duplicate' };
  if (fn.batch && matches(fn.batch.if, { event: event.body }))
    return addToBatch(tx, context, fn, fn.batch, event);
  if (fn.debounce) return debounce(tx, context, fn, fn.debounce, event);
  return { kind: 'start', events: [event] };
}

/** Takes the events kept for a batch or a debounce, oldest first. */
export async function takeBuffered(tx: Tx, fnId: string, key: string): Promise<StoredEvent[]> {
  const rows = await tx<{ internalId: string; named: boolean; text: string; receivedAt: Date }[]>`
    with taken as (
      delete from inngest_engine.buffer where fn_id = ${fnId} and key = ${key} returning internal_id, seq)
    select internal_id as "internalId", e.named, e.body as text, e.received_at as "receivedAt"
    from taken join inngest_engine.event e using (internal_id) order by taken.seq`;
  return rows.map((row) => ({ ...row, body: JSON.parse(row.text) }));
}

/** The concurrency keys of a run and how many calls may be under way for each. */
export function concurrencyKeys(
  fn: RegisteredFunction,
  event: unknown,
): { keys: string[]; limits: number[] } {
  return {
    keys: fn.concurrency.map((entry, index) => concurrencyKey(fn, entry, index, event)),
    limits: fn.concurrency.map((entry) => entry.limit),
  };
}

/** The key that makes runs of a singleton function exclude each other; undefined for other functions. */
export function singletonKey(fn: RegisteredFunction, event: unknown): string | undefined {
  return fn.singleton ? `key:${evaluateKey(fn.singleton.key, event)}` : undefined;
}

// Beyond its own function a key is shared by every function that names the same expression.
function concurrencyKey(
  fn: RegisteredFunction,
  entry: ConcurrencyLimit,
  index: number,
  event: unknown,
): string {
  const value = evaluateKey(entry.key, event);
  if (entry.scope === undefined || entry.scope === 'fn') return `fn:${fn.id}:${index}:${value}`;
  return `${entry.scope}:${entry.key ?? ''}:${value}`;
}

async function isFirst(
  tx: Tx,
  context: EngineContext,
  fn: RegisteredFunction,
  event: StoredEvent,
): Promise<boolean> {
  const keys = event.named ? [`event:${indexable(event.body.id)}`] : [];
  if (fn.idempotency !== undefined) keys.push(`key:${evaluateKey(fn.idempotency, event.body)}`);
  if (keys.length === 0) return true;
  const now = nowDate(context);
  const known = await tx`
    select 1 from inngest_engine.once
    where fn_id = ${fn.id} and key = any (${keys}) and expires_at > ${now} limit 1`;
  if (known.length > 0) return false;
  await tx`
    insert into inngest_engine.once (fn_id, key, expires_at)
    select ${fn.id}, key, ${new Date(now.getTime() + ONCE_MS)} from unnest(${keys}::text[]) as key
    on conflict (fn_id, key) do update set expires_at = excluded.expires_at`;
  return true;
}

async function addToBatch(
  tx: Tx,
  context: EngineContext,
  fn: RegisteredFunction,
  batch: NonNullable<RegisteredFunction['batch']>,
  event: StoredEvent,
): Promise<Admission> {
  const key = `key:${evaluateKey(batch.key, event.body)}`;
  const now = nowDate(context);
  await keep(tx, fn.id, key, event, now);
  const [count] = await tx<{ size: number }[]>`
    select count(*)::int as size from inngest_engine.buffer where fn_id = ${fn.id} and key = ${key}`;
  const timer = `batch:${fn.id}:${key}`;
  if ((count?.size ?? 0) >= batch.maxSize) {
    await tx`delete from inngest_engine.timer where id = ${timer}`;
    return { kind: 'start', events: await takeBuffered(tx, fn.id, key) };
  }
  const dueAt = new Date(now.getTime() + batch.timeoutMs);
  await setTimer(tx, { id: timer, kind: 'batch', dueAt, payload: { fnId: fn.id, key } });
  return { kind: 'later' };
}

async function debounce(
  tx: Tx,
  context: EngineContext,
  fn: RegisteredFunction,
  options: NonNullable<RegisteredFunction['debounce']>,
  event: StoredEvent,
): Promise<Admission> {
  const key = `key:${evaluateKey(options.key, event.body)}`;
  const now = nowDate(context);
  const [held] = await tx<{ text: string; firstAt: Date }[]>`
    select e.body as text, b.added_at as "firstAt"
    from inngest_engine.buffer b join inngest_engine.event e using (internal_id)
    where b.fn_id = ${fn.id} and b.key = ${key}`;
  const heldTs = held ? (JSON.parse(held.text) as { ts: number }).ts : Number.NEGATIVE_INFINITY;
  if (event.body.ts >= heldTs) {
    await tx`delete from inngest_engine.buffer where fn_id = ${fn.id} and key = ${key}`;
    await keep(tx, fn.id, key, event, held?.firstAt ?? now);
  }
  const capMs = options.timeoutMs === undefined ? Number.POSITIVE_INFINITY : options.timeoutMs;
  const firstMs = (held?.firstAt ?? now).getTime();
  const dueAt = new Date(Math.min(now.getTime() + options.periodMs, firstMs + capMs));
  const timer = {
    id: `debounce:${fn.id}:${key}`,
    kind: 'debounce',
    dueAt,
    payload: { fnId: fn.id, key },
  } as const;
  await setTimer(tx, timer, true);
  return { kind: 'later' };
}

async function keep(tx: Tx, fnId: string, key: string, event: StoredEvent, addedAt: Date): Promise<void> {
  await tx`
    insert into inngest_engine.buffer (fn_id, key, internal_id, added_at)
    values (${fnId}, ${key}, ${event.internalId}, ${addedAt}) on conflict do nothing`;
}
