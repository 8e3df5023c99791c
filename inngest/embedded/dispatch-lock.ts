import type { Tx } from './database.ts';

/**
 * Serialises everything that starts runs, across all engines on the database: batches, debounces, singletons
 * and idempotency count on being alone. Held until the transaction ends.
 */
export async function takeDispatchLock(tx: Tx): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended('inngest_engine.dispatch', 0))`;
}
