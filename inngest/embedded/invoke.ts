import { z } from 'zod';
import type { Tx } from './database.ts';
import { type EngineContext, nowDate } from './engine-context.ts';
import type { StoredEvent } from './events.ts';
import { completeStep, lockRun } from './runs.ts';

const finishedSchema = z.object({
  correlation_id: z.string().optional(),
  result: z.unknown().optional(),
  error: z.unknown().optional(),
  _inngest: z.object({ status: z.string() }),
});

/** The id of the timer that ends an invocation. */
export function invokeTimerId(runId: string, stepId: string): string {
  return `invoke:${runId}:${stepId}`;
}

/** Remembers that a step waits for the run that its invocation starts. */
export async function insertInvokeWait(
  tx: Tx,
  context: EngineContext,
  runId: string,
  stepId: string,
): Promise<string> {
  const correlationId = `${runId}.${stepId}`;
  await tx`
    insert into inngest_engine.wait (run_id, step_id, kind, correlation_id, created_at)
    values (${runId}, ${stepId}, 'invoke', ${correlationId}, ${nowDate(context)})`;
  return correlationId;
}

/** Hands the end of an invoked run to the step that invoked it. */
export async function resolveInvoke(tx: Tx, context: EngineContext, finished: StoredEvent): Promise<void> {
  const parsed = finishedSchema.safeParse(finished.body.data);
  if (!parsed.success || parsed.data.correlation_id === undefined) return;
  const { correlation_id: correlationId, result, error, _inngest } = parsed.data;
  const output =
    _inngest.status === 'Completed'
      ? { data: result ?? null }
      : {
          error: error ?? {
            name: 'Error',
            message: `The invoked function was ${_inngest.status.toLowerCase()}.`,
          },
        };
  await resolve(tx, context, correlationId, output);
}

/** Fails the invoking step at once when no run could be started for it. */
export async function refuseInvoke(
  tx: Tx,
  context: EngineContext,
  correlationId: string,
  reason: string,
): Promise<void> {
  await resolve(tx, context, correlationId, { error: { name: 'Error', message: reason } });
}

async function resolve(
  tx: Tx,
  context: EngineContext,
  correlationId: string,
  output: unknown,
): Promise<void> {
  const [wait] = await tx<{ id: number; runId: string; stepId: string }[]>`
    select id, run_id as "runId", step_id as "stepId" from inngest_engine.wait
    where correlation_id = ${correlationId}`;
  if (!wait || !(await lockRun(tx, wait.runId))) return;
  const won = await tx`delete from inngest_engine.wait where id = ${wait.id} returning id`;
  if (won.length === 0) return;
  await tx`delete from inngest_engine.timer where id = ${invokeTimerId(wait.runId, wait.stepId)}`;
  await completeStep(tx, context, wait.runId, wait.stepId, output);
}
