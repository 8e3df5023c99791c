import { getTableName, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { projections as checkpoints } from '#db/schema/projections.ts';
import { rebuilds } from '#db/schema/rebuilds.ts';
import { DomainError } from '#server/domain/domain-error.ts';
import { type Instant, msFromInstant } from '#server/domain/instant.ts';
import { readModelStream } from '#server/domain/read-model/events.ts';
import { type Orders, ordersOf, type Wish, wishesIn } from '#server/domain/read-model/orders.ts';
import type { RebuildStanding, RebuildStatus } from '#server/domain/read-model/standing.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import type { Comparison } from './compare-copies.ts';
import type { ReadModel } from './projection.ts';

import { projections } from './registry.ts';

/** A rebuild as far as it is known. */
export interface RebuildReport {
  readonly status: Exclude<RebuildStatus, 'none'>;
  /** Of the logic that folds the new copy, and that folded the live rows when it began. */
  readonly version: number;
  readonly liveVersion: number;
  /** Null when it was due by itself. */
  readonly request: { readonly reason: string; readonly actor: string | null; readonly at: Instant } | null;
  readonly startedAt: Instant;
  readonly settledAt: Instant | null;
  /** Null when there is no new copy, or not any more. */
  readonly copy: { readonly position: number; readonly movedAt: Instant } | null;
  /** At the pace so far; null when nothing is read or nothing can be told. */
  readonly remainingMs: number | null;
  readonly comparedAt: number | null;
  readonly comparisons: readonly Comparison[];
  readonly contradictedAt: number | null;
}

/** How one read model stands. */
export interface ReadModelReport {
  readonly name: string;
  /** Of this build's logic, and of the one that folded the live rows; null when it has never read. */
  readonly version: { readonly build: number; readonly live: number | null };
  readonly position: number;
  readonly newestPosition: number;
  /** Positions that it has not read; since when the oldest event among them waits, in milliseconds. */
  readonly lag: { readonly events: number; readonly ms: number };
  readonly movedAt: Instant | null;
  readonly rebuild: RebuildReport | null;
  /** What somebody asked for and nobody has taken up yet. */
  readonly open: Pick<Orders, 'rebuild' | 'dropReplaced'>;
  /** The rows that the last swap replaced, until they are dropped. */
  readonly replaced: { readonly since: Instant; readonly version: number; readonly bytes: number } | null;
}

interface Sources {
  readonly db: Drizzle;
  readonly eventStore: Pick<EventStore, 'newestPosition' | 'readRange' | 'readStream'>;
}

/** Every read model of this build, in the order of the registry. */
export async function listReadModels(
  { db, eventStore }: Sources,
  now: Instant,
): Promise<readonly ReadModelReport[]> {
  const [newestPosition, slots, rows, sizes] = await Promise.all([
    eventStore.newestPosition(),
    db.select().from(checkpoints),
    db.select().from(rebuilds),
    replacedSizes(db),
  ]);
  return await Promise.all(
    projections.map(async (model) => {
      const { name } = model;
      const slot = (wanted: string) => slots.find((row) => row.name === name && row.slot === wanted);
      const [live, next, old] = [slot('live'), slot('next'), slot('old')];
      const row = rows.find((candidate) => candidate.name === name);
      const wishes = wishesIn(await eventStore.readStream(readModelStream(name)));
      const { rebuild, dropReplaced } = ordersOf(standingOf(row), wishes);
      const position = live?.position ?? 0;
      return {
        name,
        version: { build: model.version, live: live?.version ?? null },
        position,
        newestPosition,
        lag: await lagOf(eventStore, { position, newestPosition, now }),
        movedAt: live?.updatedAt ?? null,
        rebuild: row === undefined ? null : reportOf(row, next, wishes, newestPosition),
        open: { rebuild, dropReplaced },
        replaced: old ? { since: old.updatedAt, version: old.version, bytes: bytesOf(model, sizes) } : null,
      };
    }),
  );
}

/** What a wish about a read model is decided on. Throws DomainError `read_model_unknown`. */
export async function rebuildStanding(
  db: Drizzle,
  name: string,
): Promise<{ readonly standing: RebuildStanding; readonly kept: boolean }> {
  if (!projections.some((model) => model.name === name))
    throw new DomainError('read_model_unknown', 'There is no read model of this name.');
  const [[row], slots] = await Promise.all([
    db.select().from(rebuilds).where(sql`${rebuilds.name} = ${name}`),
    db.select().from(checkpoints).where(sql`${checkpoints.name} = ${name}`),
  ]);
  return { standing: standingOf(row), kept: slots.some(({ slot }) => slot === 'old') };
}

type RebuildColumns = typeof rebuilds.$inferSelect;
type Checkpoint = typeof checkpoints.$inferSelect;

function standingOf(row: RebuildColumns | undefined): RebuildStanding {
  if (row === undefined) return { status: 'none', startedAt: null, seenUpTo: 0 };
  return { status: statusOf(row), startedAt: row.startedAt, seenUpTo: row.seenUpTo };
}

/** Safe: `rebuild-row.ts` alone writes this table, from the same type. */
function statusOf({ status }: RebuildColumns): RebuildStatus {
  return status as RebuildStatus;
}

function reportOf(
  row: RebuildColumns,
  next: Checkpoint | undefined,
  wishes: readonly Wish[],
  newestPosition: number,
): RebuildReport | null {
  const { version, liveVersion, startedAt } = row;
  const status = statusOf(row);
  if (status === 'none' || version === null || liveVersion === null || startedAt === null) return null;
  const copy = next ? { position: next.position, movedAt: next.updatedAt } : null;
  const request = wishes.find(({ position }) => position === row.requestPosition);
  return {
    status,
    version,
    liveVersion,
    request:
      request?.type === 'RebuildRequested'
        ? { reason: request.data.reason, actor: request.actor, at: request.occurredAt }
        : null,
    startedAt,
    settledAt: row.settledAt,
    copy,
    remainingMs: status === 'reading' && copy ? remainingMs(copy, startedAt, newestPosition) : null,
    comparedAt: row.comparedAt,
    // Safe: written by `rebuild-row.ts` from the same type.
    comparisons: (row.comparisons ?? []) as readonly Comparison[],
    contradictedAt: row.contradictedAt,
  };
}

function remainingMs(
  { position, movedAt }: { readonly position: number; readonly movedAt: Instant },
  startedAt: Instant,
  newestPosition: number,
): number | null {
  const elapsedMs = msFromInstant(movedAt) - msFromInstant(startedAt);
  if (position === 0 || elapsedMs <= 0) return null;
  return Math.round((Math.max(0, newestPosition - position) * elapsedMs) / position);
}

async function lagOf(
  eventStore: Sources['eventStore'],
  at: { readonly position: number; readonly newestPosition: number; readonly now: Instant },
): Promise<ReadModelReport['lag']> {
  if (at.position >= at.newestPosition) return { events: 0, ms: 0 };
  const [oldest] = await eventStore.readRange({ after: at.position, upTo: at.newestPosition, limit: 1 });
  const ms = oldest ? Math.max(0, msFromInstant(at.now) - msFromInstant(oldest.recordedAt)) : 0;
  return { events: at.newestPosition - at.position, ms };
}

/** From the catalogue: the app's role may not read the replaced rows themselves. */
async function replacedSizes(db: Drizzle): Promise<ReadonlyMap<string, number>> {
  const rows = await db.execute<{ table: string; bytes: number }>(sql`
    select c.relname as table, pg_total_relation_size(c.oid) as bytes
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'read_models_old' and c.relkind = 'r'`);
  return new Map(rows.map(({ table, bytes }) => [table, bytes]));
}

function bytesOf(model: ReadModel, sizes: ReadonlyMap<string, number>): number {
  return model.tables.reduce((sum, table) => sum + (sizes.get(getTableName(table)) ?? 0), 0);
}
