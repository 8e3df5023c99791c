import type { Tx } from './database.ts';
import { type EngineContext, nowDate } from './engine-context.ts';
import { insertEvents, internalEvent } from './events.ts';

const FINISHED = 'inngest/function.finished';

export type RunEnd = 'Completed' | 'Failed' | 'Cancelled';

/** A run as its results are applied to it; always read under its row lock. */
export interface Run {
  readonly runId: string;
  readonly fnId: string;
  readonly events: readonly string[];
  readonly correlationId: string | null;
  readonly quiet: boolean;
  readonly startedAt: Date | null;
}

/**
 * Locks a running run; undefined when it has ended or never was. Whoever touches a run's steps, waits,
 * timers or calls locks the run first, so that two writers cannot wait for each other in a circle.
 */
export async function lockRun(tx: Tx, runId: string): Promise<Run | undefined> {
  const [run] = await tx<Run[]>`
    select run_id as "runId", fn_id as "fnId", events,
      correlation_id as "correlationId", quiet, started_at as "startedAt"
    from inngest_engine.run where run_id = ${runId} and status = 'Running' for update`;
  return run;
}

/**
 * Saves what a step of a locked run came to and schedules the next discovery, unless parallel branches are
 * still open: then only the branch that finishes last does. Branches of a race each schedule one.
 */
export async function completeStep(
  tx: Tx,
  context: EngineContext,
  runId: string,
  stepId: string,
  output: unknown,
): Promise<void> {
  const text = JSON.stringify(output ?? null);
  await tx`select inngest_engine.complete_step(${runId}, ${stepId}, ${text}, ${nowDate(context)})`;
}

/** Ends a locked run, drops everything it still had planned, and tells the world by internal events. */
export async function endRun(
  tx: Tx,
  context: EngineContext,
  run: Run,
  status: RunEnd,
  output: unknown,
): Promise<void> {
  const text = JSON.stringify(output ?? null);
  await tx`select inngest_engine.end_run(${run.runId}, ${status}, ${text}, ${nowDate(context)})`;
  // A run that was itself started by such an event stays quiet, or failures would breed failures.
  if (run.quiet) return;
  const events = endEvents(run, status, output, context.clock.now());
  const listened = await Promise.all(events.map((event) => isListenedTo(tx, context, run, event.body.name)));
  const wanted = events.filter((_event, index) => listened[index]);
  if (wanted.length > 0) await insertEvents(tx, wanted);
}

/** Whether some function is triggered by the ends of runs. */
export function isEndAwaited(context: EngineContext): boolean {
  return context.registry.triggeredBy(FINISHED).length > 0;
}

// Most runs end unobserved; an event that nobody could react to would only cost a dispatch.
async function isListenedTo(tx: Tx, context: EngineContext, run: Run, name: string): Promise<boolean> {
  if (name === FINISHED && run.correlationId !== null) return true;
  if (context.registry.triggeredBy(name).length > 0) return true;
  const waits = await tx`select 1 from inngest_engine.wait where event_name = ${name} limit 1`;
  return waits.length > 0;
}

function endEvents(run: Run, status: RunEnd, output: unknown, nowMs: number) {
  const events = run.events.map((text): unknown => JSON.parse(text));
  const base = {
    function_id: run.fnId,
    run_id: run.runId,
    event: events[0],
    events,
    ...(run.correlationId !== null && { correlation_id: run.correlationId }),
    _inngest: { status },
  };
  const result = status === 'Completed' ? { result: output ?? null } : {};
  const error = status === 'Failed' ? { error: output } : {};
  const finished = internalEvent(FINISHED, `${run.runId}-finished`, { ...base, ...result, ...error }, nowMs);
  if (status === 'Failed') {
    return [internalEvent('inngest/function.failed', run.runId, { ...base, error: output }, nowMs), finished];
  }
  if (status === 'Cancelled') {
    return [internalEvent('inngest/function.cancelled', run.runId, base, nowMs), finished];
  }
  return [finished];
}
