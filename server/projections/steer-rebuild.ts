import type { Transaction } from '#db/client.ts';
import type { Instant } from '#server/domain/instant.ts';
import { readModelStream } from '#server/domain/read-model/events.ts';
import { isDue, type Orders, ordersOf, type Wish, wishesIn } from '#server/domain/read-model/orders.ts';
import { isUnderWay, type RebuildStatus } from '#server/domain/read-model/standing.ts';
import { type Comparison, compareCopies } from './compare-copies.ts';
import type { ReadModel } from './projection.ts';
import { advanceRebuild, beginCopy, dropCopy, swapCopies } from './rebuild.ts';
import {
  hint,
  lockRebuild,
  noteAcceptance,
  noteBeginning,
  noteEnd,
  noteSeen,
  noteWorker,
  type RebuildRow,
} from './rebuild-row.ts';
import type { ProjectionDeps } from './run.ts';

/** So often a rebuild that reads on looks whether it was aborted, and tells how far it is. */
const lookEveryMs = 500;

/** Where a rebuild stands after a look; `isMine`: reading on is up to whoever looked. */
export interface Look {
  readonly status: RebuildStatus;
  readonly startedAt: Instant | null;
  readonly isMine: boolean;
}

export interface Reading extends Look {
  readonly position: number;
  readonly target: number;
}

/**
 * Does what people wished of a read model since the last look, and begins a rebuild that is due. Doing it again changes
 * nothing. `worker` names the run: one reads on at a time, and another takes over when it has fallen silent.
 */
export async function takeUpWishes(deps: ProjectionDeps, model: ReadModel, worker: string): Promise<Look> {
  // A wish below this position cannot appear later, so none is passed over.
  const upTo = await deps.eventStore.safePosition();
  const events = await deps.eventStore.readStream(readModelStream(model.name));
  const wishes = wishesIn(events).filter(({ position }) => position <= upTo);
  return await deps.sql.begin(async (sql) => {
    const row = await lockRebuild(sql, model);
    const orders = ordersOf(row, wishes);
    if (orders.dropReplaced) {
      await dropCopy(sql, model, 'old');
      await hint(sql);
    }
    await noteSeen(sql, model, upTo);
    return await obey(sql, model, { row, orders, worker, requestPosition: newestRequest(wishes, row) });
  });
}

/**
 * Reads on until the new copy has caught up or `untilMs` (as `performance.now()` counts) has passed, looking for wishes
 * in between. Answers what it stopped at: `position` reaches `target` when there is nothing left to read.
 */
export async function readOn(
  deps: ProjectionDeps,
  model: ReadModel,
  worker: string,
  { untilMs }: { untilMs: number },
): Promise<Reading> {
  let progress = { position: 0, target: 0 };
  for (;;) {
    const look = await takeUpWishes(deps, model, worker);
    if (!look.isMine) return { ...look, ...progress };
    const sliceMs = Math.min(untilMs, performance.now() + lookEveryMs);
    const reached = await unlessDropped(deps, model, () => advanceRebuild(deps, model, { untilMs: sliceMs }));
    if (reached === null) continue;
    progress = reached;
    await hint(deps.sql);
    const isDone = progress.position >= progress.target || performance.now() > untilMs;
    if (isDone) return { ...look, ...progress };
  }
}

/**
 * Puts the new rows in place of the live ones: when they are equal, when other logic folded them, or when somebody
 * accepted that they differ. Otherwise keeps both. Refuses when the store contradicts what the live rows vouch for.
 * Does nothing for a rebuild other than that of `startedAt`, which alone is known to have caught up.
 */
export async function settle(
  deps: ProjectionDeps,
  model: ReadModel,
  startedAt: Instant | null,
): Promise<{ readonly status: RebuildStatus; readonly comparisons: readonly Comparison[] }> {
  const { sql, eventStore } = deps;
  const before = await sql.begin((transaction) => lockRebuild(transaction, model));
  if (!isReading(before, startedAt)) return { status: before.status, comparisons: [] };
  const contradictedAt = (await model.contradiction?.({ sql, eventStore })) ?? null;
  const explain = before.liveVersion === model.version;
  const found = await unlessDropped(deps, model, () => compareCopies(deps, model, explain));
  return await sql.begin(async (transaction) => {
    const row = await lockRebuild(transaction, model);
    // Settled or aborted by another run, or by this one before it was cut off.
    if (!isReading(row, startedAt) || found === null) return { status: row.status, comparisons: [] };
    if (contradictedAt !== null) {
      await noteEnd(transaction, model, { status: 'refused', contradictedAt });
      return { status: 'refused', comparisons: [] };
    }
    const isEqual = found.comparisons.every(({ equal }) => equal);
    const isTaken = isEqual || row.accepted || row.liveVersion !== model.version;
    if (isTaken) await swapCopies(transaction, eventStore, model);
    const status = isTaken ? 'swapped' : 'differs';
    await noteEnd(transaction, model, { status, found });
    return { status, comparisons: found.comparisons };
  });
}

function isReading(row: RebuildRow, startedAt: Instant | null): boolean {
  return row.status === 'reading' && row.startedAt === startedAt;
}

interface Situation {
  readonly row: RebuildRow;
  readonly orders: Orders;
  readonly worker: string;
  readonly requestPosition: number | null;
}

async function obey(sql: Transaction, model: ReadModel, situation: Situation): Promise<Look> {
  const { row, worker, requestPosition } = situation;
  switch (whatToDo(model, situation)) {
    case 'begin':
      await beginCopy(sql, model);
      return {
        status: 'reading',
        startedAt: await noteBeginning(sql, model, { worker, requestPosition, liveVersion: row.liveVersion }),
        isMine: true,
      };
    case 'abort':
      await dropCopy(sql, model, 'next');
      await noteEnd(sql, model, { status: 'aborted' });
      return { status: 'aborted', startedAt: row.startedAt, isMine: false };
    case 'swap':
      await noteAcceptance(sql, model, worker);
      return { status: 'reading', startedAt: row.startedAt, isMine: true };
    case null: {
      const isMine = row.status === 'reading' && (row.worker === worker || row.isStale);
      if (isMine && row.worker !== worker) await noteWorker(sql, model, worker);
      return { status: row.status, startedAt: row.startedAt, isMine };
    }
  }
}

function whatToDo({ version }: ReadModel, { row, orders }: Situation): Orders['rebuild'] {
  if (orders.rebuild === 'abort') return 'abort';
  // As after a restore of the event store alone.
  const isLost = isUnderWay(row.status) && !row.hasCopy;
  const due = isLost || isDue(row, { build: version, live: row.liveVersion, rebuild: row.version });
  return due ? 'begin' : orders.rebuild;
}

/** Null when the new copy was dropped meanwhile. */
async function unlessDropped<Done>(
  { sql }: ProjectionDeps,
  { name }: ReadModel,
  work: () => Promise<Done>,
): Promise<Done | null> {
  try {
    return await work();
  } catch (error) {
    const [next] = await sql`select 1 from projections where name = ${name} and slot = 'next'`;
    if (next) throw error;
    return null;
  }
}

function newestRequest(wishes: readonly Wish[], { seenUpTo }: RebuildRow): number | null {
  const open = wishes.filter(({ type, position }) => type === 'RebuildRequested' && position > seenUpTo);
  return open.at(-1)?.position ?? null;
}
