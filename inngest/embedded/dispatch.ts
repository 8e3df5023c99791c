import { z } from 'zod';
import type { Tx } from './database.ts';
import { isOwnFault, transact } from './database.ts';
import { type EngineContext, nowDate } from './engine-context.ts';
import type { StoredEvent } from './events.ts';
import { matches } from './expressions.ts';
import { admit } from './flow-control.ts';
import { refuseInvoke, resolveInvoke } from './invoke.ts';
import { eventNameMatches, type RegisteredFunction } from './registry.ts';
import { startRun } from './start-run.ts';
import { resumeWaits } from './waits.ts';

const BATCH = 100;
const POSTPONE_MS = 10_000;

interface DispatchRow {
  readonly internalId: string;
  readonly named: boolean;
  readonly text: string;
  readonly receivedAt: Date;
  /** The indexed paths of the waits for this event's name; empty text for waits without one. */
  readonly waitPaths: readonly string[];
}

/**
 * Lets the oldest undispatched events start, resume and cancel runs. Each event and all its effects are one
 * transaction, so it happens exactly once. Returns how many events were dispatched.
 */
export async function dispatchEvents(context: EngineContext): Promise<number> {
  try {
    return await dispatchBatch(context, BATCH);
  } catch (error) {
    if (!isOwnFault(error)) throw error;
    return await dispatchSuspect(context, error);
  }
}

async function dispatchBatch(context: EngineContext, limit: number): Promise<number> {
  return transact(context.sql, async (tx) => {
    const events = await tx<DispatchRow[]>`
      select internal_id as "internalId", named, body as text, received_at as "receivedAt",
        wait_paths as "waitPaths"
      from inngest_engine.next_events(${nowDate(context)}, ${limit})`;
    const ids = events.map((event) => event.internalId);
    const marked = tx`update inngest_engine.event set dispatched = true where internal_id = any (${ids})`;
    const dispatched = dispatchAll(tx, context, events);
    await Promise.all([marked, dispatched]);
    return events.length;
  });
}

async function dispatchAll(tx: Tx, context: EngineContext, rows: readonly DispatchRow[]): Promise<void> {
  for (const { waitPaths, ...row } of rows) {
    await dispatchOne(tx, context, { ...row, body: JSON.parse(row.text) }, waitPaths);
  }
}

async function dispatchSuspect(context: EngineContext, cause: unknown): Promise<number> {
  context.logger.error({ err: cause }, 'Dispatching a batch of events failed; trying its first event alone.');
  try {
    return await dispatchBatch(context, 1);
  } catch (error) {
    if (!isOwnFault(error)) throw error;
    const notBefore = new Date(context.clock.now() + POSTPONE_MS);
    const [event] = await context.sql<{ internalId: string }[]>`
      update inngest_engine.event set failures = failures + 1, not_before = ${notBefore}
      where internal_id = (
        select internal_id from inngest_engine.event
        where not dispatched and (not_before is null or not_before <= ${nowDate(context)})
        order by seq limit 1)
      returning internal_id as "internalId"`;
    context.logger.error(
      { err: error, event: event?.internalId },
      'An event cannot be dispatched; it is postponed.',
    );
    return 1;
  }
}

async function dispatchOne(
  tx: Tx,
  context: EngineContext,
  event: StoredEvent,
  waitPaths: readonly string[],
): Promise<void> {
  if (event.body.name === 'inngest/function.invoked') return startInvoked(tx, context, event);
  if (event.body.name === 'inngest/function.finished') await resolveInvoke(tx, context, event);
  // Waits first: an event must not resume or cancel a run that it starts itself.
  await resumeWaits(tx, context, event, waitPaths);
  for (const fn of context.registry.triggeredBy(event.body.name)) {
    if (!isTriggered(fn, event)) continue;
    const admission = await admit(tx, context, fn, event);
    if (admission.kind === 'start') await startRun(tx, context, fn, admission.events);
  }
}

function isTriggered(fn: RegisteredFunction, event: StoredEvent): boolean {
  return fn.triggers.some(
    (trigger) =>
      eventNameMatches(trigger.event, event.body.name) && matches(trigger.expression, { event: event.body }),
  );
}

const invokedSchema = z.object({
  _inngest: z.object({ fn_id: z.string(), correlation_id: z.string() }),
});

// Invoking names one function, so triggers, batching and debounce do not come into it.
async function startInvoked(tx: Tx, context: EngineContext, event: StoredEvent): Promise<void> {
  const target = invokedSchema.safeParse(event.body.data);
  if (!target.success) return;
  const { fn_id: fnId, correlation_id: correlationId } = target.data._inngest;
  const fn = context.registry.get(fnId);
  const started = fn && (await startRun(tx, context, fn, [event], correlationId));
  if (started) return;
  const reason = fn
    ? `Function "${fnId}" is a singleton and already running.`
    : `Function "${fnId}" is not known.`;
  await refuseInvoke(tx, context, correlationId, reason);
}
