import type { EngineContext } from './engine-context.ts';
import { LEASE_MS } from './queue.ts';

// Leases are about this process being alive, so they follow real time even under a clock moved by hand.

/** Prolongs `held`, the leases of the calls this process is still waiting for. */
export async function heartbeat(context: EngineContext, held: readonly number[]): Promise<void> {
  if (held.length === 0) return;
  // Rows locked by a result being written are skipped, because waiting for them could close a circle.
  await context.sql`
    update inngest_engine.call set locked_until = ${new Date(Date.now() + LEASE_MS)}
    where id in (
      select id from inngest_engine.call
      where owner = ${context.instance} and lease = any (${[...held]}::bigint[])
      for update skip locked)`;
}

/**
 * Frees calls whose lease ran out or whose engine is gone: none of its database connections exist any more,
 * which Postgres notices at once when a process is killed. `held` are the leases this process knows of; one of
 * its own it never heard of, because the claim's answer was lost, runs out as well. Returns how many were freed.
 */
export async function freeDeadLeases(context: EngineContext, held: readonly number[]): Promise<number> {
  const freed = await context.sql`
    update inngest_engine.call set owner = null, lease = null, locked_until = null
    where id in (
      select id from inngest_engine.call
      where owner is not null and lease <> all (${[...held]}::bigint[])
        and (locked_until < ${new Date()} or not exists (
          select 1 from pg_stat_activity where application_name = owner and datname = current_database()))
      for update skip locked)
    returning id`;
  return freed.length;
}
