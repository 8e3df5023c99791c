import { cutDelay } from './backoff.ts';
import { errorCode, type Tx, transact } from './database.ts';
import { type EngineContext, nowDate } from './engine-context.ts';
import { applyOps } from './opcodes.ts';
import {
  type ClaimedCall,
  enqueueDiscovery,
  releaseCall,
  repeatCall,
  retryCall,
  settleCall,
} from './queue.ts';
import { endRun, isEndAwaited, lockRun, type Run } from './runs.ts';
import { buildSdkRequest } from './sdk-request.ts';
import { type Outcome, readOutcome, type SdkError } from './sdk-response.ts';

type Answered = Exclude<Outcome, { kind: 'unreachable' | 'cut' }>;

const RERUN_MS = 1_000;
const NOT_DELIVERED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** An answer that was begun and broke off has one of these as well. */
const CUT = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT']);
/** About a minute and a half of an app that dies at every try; a call that kills it each time must come to an end. */
const MOST_CUTS = 10;

/** Sends one claimed call to its app. Never throws: whatever goes wrong is an outcome. */
export async function callApp(
  context: EngineContext,
  call: ClaimedCall,
  signal: AbortSignal,
): Promise<Outcome> {
  const fn = context.registry.get(call.fnId);
  if (!fn) return failed('UnknownFunction', `Function "${call.fnId}" is not registered by any app.`);
  try {
    const request = buildSdkRequest(fn.appUrl, fn, call);
    const response = await context.call(request.url, { ...request, method: 'POST', signal });
    return await readOutcome(response, context.clock.now());
  } catch (error) {
    if (NOT_DELIVERED.has(errorCode(error))) return { kind: 'unreachable' };
    const outcome = failed('ConnectionError', error instanceof Error ? error.message : String(error));
    const isCut = !signal.aborted && CUT.has(errorCode(error)) && call.cuts < MOST_CUTS;
    return isCut ? { kind: 'cut', error: outcome.error } : outcome;
  }
}

/**
 * Saves what a call came to, in one transaction that does nothing when the lease was lost meanwhile.
 *
 * An app that is down or dies costs a function none of its attempts, since it is not the function's fault; only one that
 * died over the same call again and again does. Inngest's own server counts every call without the SDK's answer as a failed
 * attempt and waits 15 s and more, so functions must bear that too.
 */
export async function applyOutcome(
  context: EngineContext,
  call: ClaimedCall,
  outcome: Outcome,
): Promise<void> {
  if (outcome.kind === 'unreachable') return releaseCall(context.sql, call);
  const now = context.clock.now();
  if (outcome.kind === 'cut') return repeatCall(context.sql, call, new Date(now + cutDelay(call.cuts)));
  const retryMs = retryIn(context, call, outcome);
  if (retryMs !== undefined) return retryCall(context.sql, call, new Date(now + retryMs));
  if (await applyAtOnce(context, call, outcome)) return;
  const version = outcome.kind === 'ops' ? outcome.version : call.version;
  await transact(context.sql, async (tx) => {
    const settled = await settleCall(tx, call, version);
    const run = settled && (await lockRun(tx, call.runId));
    if (!run) return;
    await applySettled(tx, context, run, outcome);
    if (settled.again) await enqueueDiscovery(tx, run.runId, nowDate(context));
  });
}

// The two commonest outcomes are a single statement: one step that ran, and a run whose end nobody awaits.
async function applyAtOnce(context: EngineContext, call: ClaimedCall, outcome: Outcome): Promise<boolean> {
  const now = nowDate(context);
  if (outcome.kind === 'ops') {
    const [op] = outcome.ops;
    if (outcome.ops.length !== 1 || op?.op !== 'StepRun') return false;
    await context.sql`
      select inngest_engine.settle_step(${call.runId}, ${call.id}, ${call.lease}, ${outcome.version}, ${op.id},
        ${JSON.stringify({ data: op.data ?? null })}, ${now})`;
    return true;
  }
  if (outcome.kind !== 'completed' || call.observed || isEndAwaited(context)) return false;
  const [row] = await context.sql<{ applied: boolean }[]>`
    select inngest_engine.settle_completed(${call.runId}, ${call.id}, ${call.lease}, ${call.version},
      ${JSON.stringify(outcome.output ?? null)}, ${now}) as applied`;
  return row?.applied ?? false;
}

/** Whether the app does not know the function, so that a new sync is due. */
export function isUnknownFunction(outcome: Outcome): boolean {
  return (
    outcome.kind === 'error' &&
    /was not found in this app|Could not find function/i.test(outcome.error.message)
  );
}

async function applySettled(tx: Tx, context: EngineContext, run: Run, outcome: Answered): Promise<void> {
  if (outcome.kind === 'completed') return endRun(tx, context, run, 'Completed', outcome.output);
  if (outcome.kind === 'error') return endRun(tx, context, run, 'Failed', outcome.error);
  // An empty answer means "ask again"; a little later, so that a confused function cannot spin.
  if (outcome.ops.length === 0)
    return enqueueDiscovery(tx, run.runId, new Date(context.clock.now() + RERUN_MS));
  await applyOps(tx, context, run, outcome.ops);
}

// Milliseconds until this same call is tried again, or undefined when its outcome stands.
function retryIn(context: EngineContext, call: ClaimedCall, outcome: Answered): number | undefined {
  if (outcome.kind === 'completed' || outcome.noRetry) return undefined;
  if (outcome.kind === 'ops' && !outcome.ops.some((op) => op.op === 'StepError')) return undefined;
  if (call.attempt + 1 >= (context.registry.get(call.fnId)?.maxAttempts ?? 1)) return undefined;
  return outcome.retryAfterMs ?? context.retryDelay(call.attempt);
}

function failed(name: string, message: string): Extract<Outcome, { kind: 'error' }> {
  const error: SdkError = { name, message };
  return { kind: 'error', error, noRetry: false, retryAfterMs: undefined };
}
