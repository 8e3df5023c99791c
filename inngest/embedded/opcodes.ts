import type { Tx } from './database.ts';
import { parseDueAt } from './duration.ts';
import { type EngineContext, nowDate } from './engine-context.ts';
import { insertEvents, internalEvent } from './events.ts';
import { checkExpression } from './expressions.ts';
import { insertInvokeWait, invokeTimerId } from './invoke.ts';
import { enqueueDiscovery, enqueuePlanned } from './queue.ts';
import { completeStep, endRun, type Run } from './runs.ts';
import { type Opcode, toSdkError } from './sdk-response.ts';
import { setTimer } from './timers.ts';
import { insertWait, waitTimerId } from './waits.ts';

const PLANNED = new Set(['StepPlanned', 'Sleep', 'WaitForEvent', 'InvokeFunction']);
const YEAR_MS = 365 * 86_400_000;

/** Applies the operations of one 206 to a locked run. A StepError has been dealt with before. */
export async function applyOps(
  tx: Tx,
  context: EngineContext,
  run: Run,
  ops: readonly Opcode[],
): Promise<void> {
  // All branches are registered before any is acted on, so that none of them looks like the last one.
  const planned = ops.filter((op) => PLANNED.has(op.op));
  const fresh = await registerPending(tx, run.runId, planned);
  if (ops.length > 1) await tx`update inngest_engine.run set force_plan = true where run_id = ${run.runId}`;
  for (const op of ops) {
    if (PLANNED.has(op.op) && !fresh.has(op.id)) continue;
    const refusal = await applyOp(tx, context, run, op);
    if (refusal !== undefined) {
      return endRun(tx, context, run, 'Failed', { name: 'UnsupportedOperation', message: refusal });
    }
  }
}

// Returns why the operation cannot be carried out; the run then fails with that message.
async function applyOp(tx: Tx, context: EngineContext, run: Run, op: Opcode): Promise<string | undefined> {
  switch (op.op) {
    case 'StepRun':
    case 'Step':
      await completeStep(tx, context, run.runId, op.id, { data: op.data ?? null });
      return undefined;
    case 'StepError':
    case 'StepFailed':
      await completeStep(tx, context, run.runId, op.id, { error: toSdkError(op.error) });
      return undefined;
    case 'StepPlanned':
      await enqueuePlanned(tx, run.runId, op.id, nowDate(context));
      return undefined;
    case 'Sleep':
      return applySleep(tx, context, run, op);
    case 'WaitForEvent':
      return applyWait(tx, context, run, op);
    case 'InvokeFunction':
      return applyInvoke(tx, context, run, op);
    case 'RunComplete':
      await endRun(tx, context, run, 'Completed', op.data);
      return undefined;
    case 'DiscoveryRequest':
      await enqueueDiscovery(tx, run.runId, nowDate(context));
      return undefined;
    default:
      return `The embedded engine does not support the operation "${op.op}" (step "${op.name ?? op.id}").`;
  }
}

async function applySleep(tx: Tx, context: EngineContext, run: Run, op: Opcode): Promise<string | undefined> {
  const text = textOption(op, 'duration') ?? op.name ?? '';
  const dueAt = parseDueAt(text, context.clock.now());
  if (dueAt === undefined) return `A sleep of "${text}" is neither a duration nor a date.`;
  await setTimer(tx, {
    id: `sleep:${run.runId}:${op.id}`,
    kind: 'sleep',
    runId: run.runId,
    dueAt: new Date(dueAt),
    payload: { stepId: op.id },
  });
  return undefined;
}

async function applyWait(tx: Tx, context: EngineContext, run: Run, op: Opcode): Promise<string | undefined> {
  const timeout = textOption(op, 'timeout') ?? '';
  const expression = textOption(op, 'if');
  const dueAt = parseDueAt(timeout, context.clock.now());
  if (dueAt === undefined) return `A wait's timeout of "${timeout}" is neither a duration nor a date.`;
  const problem = expression === undefined ? undefined : checkExpression(expression, 'condition');
  if (problem) return `The condition of waitForEvent "${expression}" cannot be used: ${problem}.`;
  const trigger: unknown = JSON.parse(run.events[0] ?? 'null');
  const expiresAt = new Date(dueAt);
  const wait = { runId: run.runId, stepId: op.id, eventName: op.name ?? '', expression, expiresAt };
  await insertWait(tx, context, { ...wait, kind: 'wait' }, trigger);
  await setTimer(tx, {
    id: waitTimerId(run.runId, op.id),
    kind: 'wait-timeout',
    runId: run.runId,
    dueAt: expiresAt,
    payload: { stepId: op.id },
  });
  return undefined;
}

async function applyInvoke(
  tx: Tx,
  context: EngineContext,
  run: Run,
  op: Opcode,
): Promise<string | undefined> {
  const now = context.clock.now();
  const timeout = textOption(op, 'timeout');
  const dueAt = timeout === undefined ? now + YEAR_MS : parseDueAt(timeout, now);
  if (dueAt === undefined) return `An invocation's timeout of "${timeout}" is neither a duration nor a date.`;
  const payload = asRecord(op.opts?.payload);
  const fnId = textOption(op, 'function_id') ?? '';
  const correlationId = await insertInvokeWait(tx, context, run.runId, op.id);
  const data = { ...asRecord(payload.data), _inngest: { fn_id: fnId, correlation_id: correlationId } };
  await insertEvents(tx, [internalEvent('inngest/function.invoked', `${correlationId}-invoked`, data, now)]);
  await setTimer(tx, {
    id: invokeTimerId(run.runId, op.id),
    kind: 'invoke-timeout',
    runId: run.runId,
    dueAt: new Date(dueAt),
    payload: { stepId: op.id },
  });
  return undefined;
}

// Returns the ids that were neither pending nor saved yet; a repeated report of the others changes nothing.
async function registerPending(tx: Tx, runId: string, ops: readonly Opcode[]): Promise<ReadonlySet<string>> {
  if (ops.length === 0) return new Set();
  const rows = await tx<{ stepId: string }[]>`
    insert into inngest_engine.pending (run_id, step_id, race)
    select ${runId}, step_id, race::boolean
    from unnest(${ops.map((op) => op.id)}::text[], ${ops.map((op) => String(isRace(op)))}::text[]) as t (step_id, race)
    where not exists (
      select 1 from inngest_engine.step s where s.run_id = ${runId} and s.step_id = t.step_id)
    on conflict do nothing returning step_id as "stepId"`;
  return new Set(rows.map((row) => row.stepId));
}

function isRace(op: Opcode): boolean {
  return op.opts?.parallelMode === 'race';
}

function textOption(op: Opcode, name: string): string | undefined {
  const value = op.opts?.[name];
  return typeof value === 'string' ? value : undefined;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
