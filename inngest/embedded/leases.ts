import type { EngineContext } from './engine-context.ts';
import { LEASE_MS } from './queue.ts';

// Leases are about this process being alive, so they follow real time even under a clock moved by hand.

/** Prolongs the leases of the calls this process is still waiting for. */
export async function heartbeat(context: EngineContext, callIds: readonly number[]): Promise<void> {
  if (callIds.length === 0) return;
  // Rows locked by a result being written are skipped, because waiting for them could close a circle.
  await context.sql`
    update inngest_engine.call set locked_until = ${new Date(Date.now() + LEASE_MS)}
    where id in (
      select id from inngest_engine.call
      where id = any (${[...callIds]}::bigint[]) and owner = ${context.instance}
      for update skip locked)`;
}

/**
 * Frees calls whose engine is gone: its lease ran out, or none of its database connections exist any more,
 * which Postgres notices at once when a process is killed. Returns how many were freed.
 */
export async function freeDeadLeases(context: EngineContext): Promise<number> {
  const freed = await context.sql`
    update inngest_engine.call set owner = null, lease = null, locked_until = null
    where id in (
      select id from inngest_engine.call
      where owner is not null and owner <> ${context.instance}
        and (locked_until < ${new Date()} or not exists (
          select 1 from pg_stat_activity where application_name = owner and datname = current_database()))
      for update skip locked)
    returning id`;
  return freed.length;
}
