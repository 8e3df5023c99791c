import type { Tx } from './database.ts';
import { type EngineContext, nowDate } from './engine-context.ts';
import type { StoredEvent } from './events.ts';
import { equalityPart, indexText, matches } from './expressions.ts';
import type { CancelOn } from './function-config.ts';
import { completeStep, endRun, lockRun, type Run } from './runs.ts';

/** A run that waits for an event: to go on with it, or to be cancelled by it. */
export interface NewWait {
  readonly runId: string;
  readonly stepId: string;
  readonly kind: 'wait' | 'cancel';
  readonly eventName: string;
  readonly expression: string | undefined;
  readonly expiresAt: Date | null;
}

interface WaitRow {
  readonly id: number;
  readonly runId: string;
  readonly stepId: string;
  readonly kind: 'wait' | 'cancel';
  readonly expression: string | null;
  readonly firstEvent: string;
}

/** Registers a wait. `trigger` is the run's first event, which the expression calls `event`. */
export async function insertWait(
  tx: Tx,
  context: EngineContext,
  wait: NewWait,
  trigger: unknown,
): Promise<void> {
  const part = wait.expression === undefined ? undefined : equalityPart(wait.expression);
  await tx`
    insert into inngest_engine.wait
      (run_id, step_id, kind, event_name, expression, match_path, match_value, created_at, expires_at)
    values (${wait.runId}, ${wait.stepId}, ${wait.kind}, ${wait.eventName}, ${wait.expression ?? null},
      ${part ? JSON.stringify(part.asyncPath) : null},
      ${part ? indexText({ event: trigger }, part.eventPath) : null},
      ${nowDate(context)}, ${wait.expiresAt})`;
}

/** The cancelOn entries of a function as waits of one run. */
export function cancelWait(runId: string, index: number, cancel: CancelOn, expiresAt: Date | null): NewWait {
  return {
    runId,
    stepId: `cancel:${index}`,
    kind: 'cancel',
    eventName: cancel.event,
    expression: cancel.if,
    expiresAt,
  };
}

/** Resumes and cancels the runs that were waiting for this event. The dispatch lock must be held. */
export async function resumeWaits(
  tx: Tx,
  context: EngineContext,
  event: StoredEvent,
  waitPaths: readonly string[],
): Promise<void> {
  const candidates = await findWaits(tx, event, waitPaths);
  const hits = candidates.filter((wait) =>
    matches(wait.expression, { event: JSON.parse(wait.firstEvent), async: event.body }),
  );
  for (const wait of hits) {
    const run = await lockRun(tx, wait.runId);
    // Whoever deletes the row has won: a timeout, an earlier event or this one.
    const won = run ? await tx`delete from inngest_engine.wait where id = ${wait.id} returning id` : [];
    if (run && won.length > 0) await act(tx, context, run, wait, event);
  }
}

async function act(
  tx: Tx,
  context: EngineContext,
  run: Run,
  wait: WaitRow,
  event: StoredEvent,
): Promise<void> {
  if (wait.kind === 'cancel') return endRun(tx, context, run, 'Cancelled', null);
  await tx`delete from inngest_engine.timer where id = ${waitTimerId(wait.runId, wait.stepId)}`;
  await completeStep(tx, context, wait.runId, wait.stepId, event.body);
}

/** The id of the timer that ends a wait. */
export function waitTimerId(runId: string, stepId: string): string {
  return `wait:${runId}:${stepId}`;
}

async function findWaits(tx: Tx, event: StoredEvent, waitPaths: readonly string[]): Promise<WaitRow[]> {
  const found: WaitRow[] = [];
  for (const path of waitPaths) {
    const value = path === '' ? null : indexText({ event: null, async: event.body }, JSON.parse(path));
    const rows = await tx<WaitRow[]>`
      select w.id, w.run_id as "runId", w.step_id as "stepId", w.kind, w.expression,
        r.events[1] as "firstEvent"
      from inngest_engine.wait w join inngest_engine.run r using (run_id)
      where w.event_name = ${event.body.name}
        and w.match_path is not distinct from ${path === '' ? null : path}
        and w.match_value is not distinct from ${value}
        and w.created_at <= ${event.receivedAt}
        and (w.expires_at is null or w.expires_at > ${event.receivedAt})
      order by w.id`;
    found.push(...rows);
  }
  return found;
}
