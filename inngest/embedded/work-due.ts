import { type EngineContext, nowDate } from './engine-context.ts';

/** What waits in the queue, seen by one cheap query. */
export interface WorkDue {
  readonly events: boolean;
  readonly timers: boolean;
  readonly calls: boolean;
  /** When the next thing that is not due yet will be, in milliseconds since 1970. */
  readonly nextAt: number | undefined;
}

/** Looks what is due by the engine's clock, and when to look again. */
export async function lookForWork(context: EngineContext): Promise<WorkDue> {
  const now = nowDate(context);
  const [row] = await context.sql<
    { event: boolean; timer: Date | null; call: Date | null; next: Date | null }[]
  >`
    select
      exists (select 1 from inngest_engine.event
        where not dispatched and (not_before is null or not_before <= ${now})) as event,
      (select min(due_at) from inngest_engine.timer) as timer,
      (select min(run_at) from inngest_engine.call where owner is null) as call,
      least(
        (select min(due_at) from inngest_engine.timer where due_at > ${now}),
        (select min(run_at) from inngest_engine.call where owner is null and run_at > ${now}),
        (select min(not_before) from inngest_engine.event where not dispatched and not_before > ${now})) as next`;
  return {
    events: row?.event ?? false,
    timers: row?.timer != null && row.timer <= now,
    calls: row?.call != null && row.call <= now,
    nextAt: row?.next?.getTime(),
  };
}

/** Numbers for /health: what is queued, and how long the oldest due call has been waiting. */
export async function queueDepth(context: EngineContext) {
  const now = nowDate(context);
  const [row] = await context.sql<
    {
      events: number;
      due: number;
      leased: number;
      later: number;
      timers: number;
      running: number;
      oldest: Date | null;
    }[]
  >`
    select
      (select count(*)::int from inngest_engine.event where not dispatched) as events,
      (select count(*)::int from inngest_engine.call where owner is null and run_at <= ${now}) as due,
      (select count(*)::int from inngest_engine.call where owner is not null) as leased,
      (select count(*)::int from inngest_engine.call where owner is null and run_at > ${now}) as later,
      (select count(*)::int from inngest_engine.timer) as timers,
      (select count(*)::int from inngest_engine.run where status = 'Running') as running,
      (select min(run_at) from inngest_engine.call where owner is null and run_at <= ${now}) as oldest`;
  const oldest = row?.oldest;
  return {
    undispatchedEvents: row?.events ?? 0,
    dueCalls: row?.due ?? 0,
    callsInProgress: row?.leased ?? 0,
    laterCalls: row?.later ?? 0,
    timers: row?.timers ?? 0,
    runningRuns: row?.running ?? 0,
    oldestDueMs: oldest ? now.getTime() - oldest.getTime() : 0,
  };
}
