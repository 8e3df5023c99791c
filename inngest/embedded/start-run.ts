import type { Tx } from './database.ts';
import { parseDueAt } from './duration.ts';
import { type EngineContext, nowDate } from './engine-context.ts';
import type { StoredEvent } from './events.ts';
import { concurrencyKeys, singletonKey } from './flow-control.ts';
import { DISCOVERY } from './queue.ts';
import type { RegisteredFunction } from './registry.ts';
import { endRun, lockRun } from './runs.ts';
import { setTimer } from './timers.ts';
import { newUlid } from './ulid.ts';
import { cancelWait, insertWait } from './waits.ts';

const QUIET_TRIGGERS = new Set([
  'inngest/function.failed',
  'inngest/function.finished',
  'inngest/function.cancelled',
]);

/**
 * Starts a run of `fn`, unless its singleton rule says to skip. The dispatch lock must be held.
 * Returns the run's id, or undefined when it was skipped.
 */
export async function startRun(
  tx: Tx,
  context: EngineContext,
  fn: RegisteredFunction,
  events: readonly StoredEvent[],
  correlationId: string | null = null,
): Promise<string | undefined> {
  const [first] = events;
  if (!first) return undefined;
  const singleton = singletonKey(fn, first.body);
  if (singleton !== undefined && !(await admitSingleton(tx, context, fn, singleton))) return undefined;
  const now = nowDate(context);
  const runId = newUlid(now.getTime());
  const { keys, limits } = concurrencyKeys(fn, first.body);
  // A sender may date an event in the future to delay what it starts.
  const runAt = new Date(Math.max(now.getTime(), first.body.ts));
  await tx`
    with started as (
      insert into inngest_engine.run (run_id, fn_id, events, singleton_key, correlation_id, quiet,
        ckeys, climits, queued_at)
      values (${runId}, ${fn.id}, ${events.map((event) => event.text)}, ${singleton ?? null},
        ${correlationId}, ${QUIET_TRIGGERS.has(first.body.name)}, ${keys}, ${limits}, ${now})
      returning run_id, fn_id, ckeys, climits)
    insert into inngest_engine.call (run_id, step_id, fn_id, run_at, ckeys, climits)
    select run_id, ${DISCOVERY}, fn_id, ${runAt}, ckeys, climits from started`;
  await watchRun(tx, context, fn, runId, first, runAt);
  return runId;
}

async function watchRun(
  tx: Tx,
  context: EngineContext,
  fn: RegisteredFunction,
  runId: string,
  first: StoredEvent,
  runAt: Date,
): Promise<void> {
  for (const [index, cancel] of fn.cancelOn.entries()) {
    const expires =
      cancel.timeout === undefined ? undefined : parseDueAt(cancel.timeout, context.clock.now());
    const wait = cancelWait(runId, index, cancel, expires === undefined ? null : new Date(expires));
    await insertWait(tx, context, wait, first.body);
  }
  const limits = { 'start-timeout': fn.startTimeoutMs, 'finish-timeout': fn.finishTimeoutMs } as const;
  for (const kind of ['start-timeout', 'finish-timeout'] as const) {
    const afterMs = limits[kind];
    if (afterMs === undefined) continue;
    const dueAt = new Date(runAt.getTime() + afterMs);
    await setTimer(tx, { id: `${kind}:${runId}`, kind, dueAt, runId, payload: { afterMs } });
  }
}

async function admitSingleton(
  tx: Tx,
  context: EngineContext,
  fn: RegisteredFunction,
  key: string,
): Promise<boolean> {
  const running = await tx<{ runId: string }[]>`
    select run_id as "runId" from inngest_engine.run
    where fn_id = ${fn.id} and singleton_key = ${key} and status = 'Running'`;
  if (running.length === 0) return true;
  if (fn.singleton?.mode === 'skip') return false;
  for (const { runId } of running) {
    const run = await lockRun(tx, runId);
    if (run) await endRun(tx, context, run, 'Cancelled', null);
  }
  return true;
}
