import { z } from 'zod';
import { nextFire } from './cron-schedule.ts';
import type { Tx } from './database.ts';
import type { EngineContext } from './engine-context.ts';
import { insertEvents, internalEvent } from './events.ts';
import type { FunctionSpec } from './function-config.ts';
import { startRun } from './start-run.ts';
import { setTimer, type Timer } from './timers.ts';

const cronPayload = z.object({ appUrl: z.string(), fnId: z.string(), cron: z.string() });

/** Brings the cron timers of one app in step with its functions. A timer that stays keeps its time. */
export async function syncCrons(
  tx: Tx,
  context: EngineContext,
  appUrl: string,
  functions: readonly FunctionSpec[],
): Promise<void> {
  const wanted = functions.flatMap((fn) => fn.crons.map((cron) => ({ appUrl, fnId: fn.id, cron })));
  const ids = new Set(wanted.map(timerId));
  const existing = await tx<{ id: string; payload: string }[]>`
    select id, payload from inngest_engine.timer where kind = 'cron'`;
  const gone = existing.filter(
    (timer) => cronPayload.parse(JSON.parse(timer.payload)).appUrl === appUrl && !ids.has(timer.id),
  );
  await tx`delete from inngest_engine.timer where id = any (${gone.map((timer) => timer.id)})`;
  for (const entry of wanted) await schedule(tx, entry, context.clock.now());
}

/**
 * Starts the run of a due cron timer and sets the next one, counted from now: after a day of downtime one
 * missed firing is made up for, not a thousand. The dispatch lock must be held.
 */
export async function fireCron(tx: Tx, context: EngineContext, timer: Timer): Promise<void> {
  const entry = cronPayload.parse(JSON.parse(timer.payload));
  const fn = context.registry.get(entry.fnId);
  if (!fn?.crons.includes(entry.cron)) return;
  const now = context.clock.now();
  const fireAt = timer.dueAt.toISOString();
  const data = { cron: entry.cron, fireAt, scheduledAt: new Date(now).toISOString() };
  const event = internalEvent('inngest/scheduled.timer', `${timerId(entry)}:${fireAt}`, data, now);
  await insertEvents(tx, [event], true);
  await startRun(tx, context, fn, [event]);
  await schedule(tx, entry, now);
}

async function schedule(tx: Tx, entry: z.infer<typeof cronPayload>, afterMs: number): Promise<void> {
  const next = nextFire(entry.cron, afterMs);
  if (next === undefined) return;
  await setTimer(tx, { id: timerId(entry), kind: 'cron', dueAt: new Date(next), payload: entry });
}

function timerId(entry: { fnId: string; cron: string }): string {
  return `cron:${entry.fnId}:${entry.cron}`;
}
