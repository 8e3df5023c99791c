import type { Tx } from './database.ts';

/** What a timer does when it is due; the payload says to what. */
export type TimerKind =
  | 'sleep'
  | 'wait-timeout'
  | 'invoke-timeout'
  | 'start-timeout'
  | 'finish-timeout'
  | 'cron'
  | 'batch'
  | 'debounce';

export interface Timer {
  readonly id: string;
  readonly kind: TimerKind;
  readonly runId: string | null;
  readonly dueAt: Date;
  readonly payload: string;
}

export interface NewTimer {
  readonly id: string;
  readonly kind: TimerKind;
  readonly dueAt: Date;
  readonly runId?: string;
  readonly payload?: unknown;
}

/** Sets a timer. One that already exists under this id keeps its time, unless `move` is given. */
export async function setTimer(tx: Tx, timer: NewTimer, move = false): Promise<void> {
  await tx`
    insert into inngest_engine.timer (id, kind, run_id, due_at, payload)
    values (${timer.id}, ${timer.kind}, ${timer.runId ?? null}, ${timer.dueAt},
      ${JSON.stringify(timer.payload ?? null)})
    on conflict (id) do update set due_at = excluded.due_at where ${move}`;
}

/** Removes a timer that is no longer wanted; true when it was there. Whoever removes it owns what it stood for. */
export async function takeTimer(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx`delete from inngest_engine.timer where id = ${id} returning id`;
  return rows.length > 0;
}
