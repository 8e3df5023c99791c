import { type EngineContext, nowDate } from './engine-context.ts';

const EVERY_MS = 10 * 60 * 1000;
const CHUNK = 1_000;

/** Deletes ended runs, dispatched events and worn-out deduplication keys every ten minutes. */
export function startPurge(context: EngineContext, retentionMs: number): { stop(): void } {
  const run = () =>
    purge(context, retentionMs).catch((error: unknown) => {
      context.logger.warn({ err: error }, 'Old rows could not be deleted; the next round will.');
    });
  const timer = setInterval(() => void run(), EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** One round of deleting what ended more than `retentionMs` ago, in chunks that hold no lock for long. */
export async function purge(context: EngineContext, retentionMs: number): Promise<void> {
  const { sql } = context;
  const before = new Date(context.clock.now() - retentionMs);
  const rounds = [
    () => sql`delete from inngest_engine.run where run_id in (
      select run_id from inngest_engine.run where ended_at < ${before} limit ${CHUNK})`,
    () => sql`delete from inngest_engine.event where internal_id in (
      select e.internal_id from inngest_engine.event e
      where e.dispatched and e.received_at < ${before}
        and not exists (select 1 from inngest_engine.buffer b where b.internal_id = e.internal_id)
      limit ${CHUNK})`,
    () => sql`delete from inngest_engine.once where (fn_id, key) in (
      select fn_id, key from inngest_engine.once where expires_at < ${nowDate(context)} limit ${CHUNK})`,
  ];
  for (const round of rounds) {
    for (let deleted = CHUNK; deleted === CHUNK; ) deleted = (await round()).count;
  }
}
