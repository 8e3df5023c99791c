import { z } from 'zod';
import { fireCron } from './cron.ts';
import { isOwnFault, type Tx, transact } from './database.ts';
import { takeDispatchLock } from './dispatch-lock.ts';
import { type EngineContext, nowDate } from './engine-context.ts';
import { takeBuffered } from './flow-control.ts';
import { completeStep, endRun, lockRun, type Run } from './runs.ts';
import { startRun } from './start-run.ts';
import { setTimer, type Timer, takeTimer } from './timers.ts';

const BATCH = 50;
const PARALLEL = 4;
const POSTPONE_MS = 10_000;
const INVOKE_TIMEOUT = {
  error: { name: 'InngestInvokeTimeoutError', message: 'Timed out waiting for the invoked function to end.' },
};

const stepPayload = z.object({ stepId: z.string() });
const bufferPayload = z.object({ fnId: z.string(), key: z.string() });
const limitPayload = z.object({ afterMs: z.number() });

/** Fires the timers that are due, each in its own transaction. Returns how many were looked at. */
export async function fireTimers(context: EngineContext): Promise<number> {
  const due = await context.sql<Timer[]>`
    select id, kind, run_id as "runId", due_at as "dueAt", payload from inngest_engine.timer
    where due_at <= ${nowDate(context)} order by due_at, id limit ${BATCH}`;
  const queue = [...due];
  const work = async () => {
    for (let timer = queue.shift(); timer; timer = queue.shift()) await fireSafely(context, timer);
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return due.length;
}

async function fireSafely(context: EngineContext, timer: Timer): Promise<void> {
  try {
    await transact(context.sql, (tx) => fire(tx, context, timer));
  } catch (error) {
    if (!isOwnFault(error)) throw error;
    context.logger.error({ err: error, timer: timer.id }, 'A timer failed; it is postponed.');
    const later = new Date(context.clock.now() + POSTPONE_MS);
    await context.sql`update inngest_engine.timer set due_at = ${later} where id = ${timer.id}`;
  }
}

async function fire(tx: Tx, context: EngineContext, timer: Timer): Promise<void> {
  const payload: unknown = JSON.parse(timer.payload);
  if (timer.runId !== null) {
    const run = await lockRun(tx, timer.runId);
    const owned = await takeTimer(tx, timer.id);
    if (run && owned) await fireForRun(tx, context, timer, run, payload);
    return;
  }
  await takeDispatchLock(tx);
  // Debounce moves its timer: under the lock it must still be due.
  const [still] = await tx`
    select 1 from inngest_engine.timer where id = ${timer.id} and due_at <= ${nowDate(context)}`;
  if (!still || !(await takeTimer(tx, timer.id))) return;
  if (timer.kind === 'cron') return fireCron(tx, context, timer);
  const { fnId, key } = bufferPayload.parse(payload);
  const fn = context.registry.get(fnId);
  const events = await takeBuffered(tx, fnId, key);
  if (fn) await startRun(tx, context, fn, events);
}

async function fireForRun(
  tx: Tx,
  context: EngineContext,
  timer: Timer,
  run: Run,
  payload: unknown,
): Promise<void> {
  switch (timer.kind) {
    case 'sleep':
      return completeStep(tx, context, run.runId, stepPayload.parse(payload).stepId, null);
    case 'wait-timeout':
    case 'invoke-timeout':
      return expireWait(tx, context, timer, run, stepPayload.parse(payload).stepId);
    case 'start-timeout':
    case 'finish-timeout':
      return enforceLimit(tx, context, timer, run, limitPayload.parse(payload).afterMs);
    case 'cron':
    case 'batch':
    case 'debounce':
      throw new Error(`A ${timer.kind} timer belongs to no run.`);
  }
}

async function expireWait(
  tx: Tx,
  context: EngineContext,
  timer: Timer,
  run: Run,
  stepId: string,
): Promise<void> {
  const rows = await tx`
    delete from inngest_engine.wait
    where run_id = ${run.runId} and step_id = ${stepId} and kind <> 'cancel' returning id`;
  if (rows.length === 0) return;
  await completeStep(tx, context, run.runId, stepId, timer.kind === 'wait-timeout' ? null : INVOKE_TIMEOUT);
}

// "start" is about the first call, "finish" counts from it: a run still queued gets its time later.
async function enforceLimit(
  tx: Tx,
  context: EngineContext,
  timer: Timer,
  run: Run,
  afterMs: number,
): Promise<void> {
  const [leased] = await tx<{ leasedAt: Date | null }[]>`
    select min(leased_at) as "leasedAt" from inngest_engine.call where run_id = ${run.runId}`;
  const startedAt = run.startedAt ?? leased?.leasedAt ?? undefined;
  if (timer.kind === 'start-timeout') {
    if (!startedAt) await endRun(tx, context, run, 'Cancelled', null);
    return;
  }
  const now = context.clock.now();
  const dueMs = (startedAt?.getTime() ?? now) + afterMs;
  if (dueMs <= now) return endRun(tx, context, run, 'Cancelled', null);
  await setTimer(tx, { ...timer, runId: run.runId, dueAt: new Date(dueMs), payload: { afterMs } });
}
