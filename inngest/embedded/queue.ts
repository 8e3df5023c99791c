import type { Sql, Tx } from './database.ts';
import type { EngineContext } from './engine-context.ts';
import { nowDate } from './engine-context.ts';

/** The item that asks a function "what next?"; any other step id asks it to run that planned step. */
export const DISCOVERY = 'step';

/** How long a claimed call stays ours without a heartbeat, in milliseconds of real time. */
export const LEASE_MS = 10_000;

/** A call to an app that this engine has leased, with what the request is made of. */
export interface ClaimedCall {
  readonly id: number;
  readonly lease: number;
  readonly runId: string;
  readonly stepId: string;
  readonly fnId: string;
  readonly attempt: number;
  /** How often its connection was cut so far. */
  readonly cuts: number;
  readonly events: readonly string[];
  readonly version: number;
  readonly forcePlan: boolean;
  /** Whether an invoking run waits for this run's end. */
  readonly observed: boolean;
  /** The steps that are done, in the order they finished, and what each came to as JSON. */
  readonly savedIds: readonly string[];
  readonly savedOutputs: readonly string[];
}

/** Schedules the run's next discovery, unless one is waiting already. */
export async function enqueueDiscovery(tx: Tx, runId: string, runAt: Date): Promise<void> {
  await tx`select inngest_engine.enqueue_discovery(${runId}, ${runAt})`;
}

/** Schedules one planned step; a step that is already scheduled is left alone. */
export async function enqueuePlanned(tx: Tx, runId: string, stepId: string, runAt: Date): Promise<void> {
  await tx`
    insert into inngest_engine.call (run_id, step_id, fn_id, run_at, ckeys, climits)
    select run_id, ${stepId}, fn_id, ${runAt}, ckeys, climits from inngest_engine.run where run_id = ${runId}
    on conflict (run_id, step_id) do nothing`;
}

/** Leases up to `capacity` due calls, skipping functions whose app is down and keys at their limit. */
export async function claimCalls(
  context: EngineContext,
  capacity: number,
  skip: readonly string[],
): Promise<ClaimedCall[]> {
  const until = new Date(Date.now() + LEASE_MS);
  return await context.sql<ClaimedCall[]>`
    select id, lease, run_id as "runId", step_id as "stepId", fn_id as "fnId", attempt, cuts, events, version,
      force_plan as "forcePlan", observed, saved_ids as "savedIds", saved_outputs as "savedOutputs"
    from inngest_engine.claim_calls(
      ${nowDate(context)}, ${context.instance}, ${until}, ${capacity}, ${[...skip]})`;
}

/**
 * Locks the run of a finished call and takes the call off the queue; undefined when the run has ended or the
 * lease was lost, and the result must be dropped. `again`: another discovery was asked for meanwhile.
 */
export async function settleCall(
  tx: Tx,
  call: ClaimedCall,
  version: number,
): Promise<{ again: boolean } | undefined> {
  const [row] = await tx<{ again: boolean | null }[]>`
    select inngest_engine.settle_call(${call.runId}, ${call.id}, ${call.lease}, ${version}) as again`;
  return row?.again == null ? undefined : { again: row.again };
}

/** Puts a failed call back as its next attempt, unless the lease was lost. */
export async function retryCall(sql: Sql, call: ClaimedCall, runAt: Date): Promise<void> {
  await sql`
    update inngest_engine.call set owner = null, lease = null, locked_until = null, again = false,
      attempt = attempt + 1, run_at = ${runAt}
    where id = ${call.id} and lease = ${call.lease}`;
}

/** Puts a call back whose connection was cut, as the same attempt, unless the lease was lost. */
export async function repeatCall(sql: Sql, call: ClaimedCall, runAt: Date): Promise<void> {
  await sql`
    update inngest_engine.call set owner = null, lease = null, locked_until = null, again = false,
      cuts = cuts + 1, run_at = ${runAt}
    where id = ${call.id} and lease = ${call.lease}`;
}

/** Gives a call back untouched, for one that certainly never reached its app. */
export async function releaseCall(sql: Sql, call: ClaimedCall): Promise<void> {
  await sql`
    update inngest_engine.call set owner = null, lease = null, locked_until = null
    where id = ${call.id} and lease = ${call.lease}`;
}
