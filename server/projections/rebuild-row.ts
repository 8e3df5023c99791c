import type { Transaction } from '#db/client.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { RebuildStanding, RebuildStatus } from '#server/domain/read-model/standing.ts';
import { changesChannel } from './chunk.ts';
import type { Comparison } from './compare-copies.ts';
import type { ReadModel } from './projection.ts';

/** Hint that a rebuild moved on, on the channel that names changed read models. */
export const rebuildsHint = 'rebuilds';

/** Silence after which another run may take over from the one that reads on. */
const staleAfter = '60 seconds';

/** The newest rebuild as its steering needs it. */
export interface RebuildRow extends RebuildStanding {
  readonly version: number | null;
  /** By which the live rows were folded; this build's when there are none yet. */
  readonly liveVersion: number;
  readonly accepted: boolean;
  readonly worker: string | null;
  /** The new copy is there. */
  readonly hasCopy: boolean;
  /** Nobody has read on for a while. */
  readonly isStale: boolean;
}

/** The row of a read model, made when there is none, and locked until the transaction ends. */
export async function lockRebuild(sql: Transaction, model: ReadModel): Promise<RebuildRow> {
  await sql`
    insert into rebuilds (name, status, accepted, seen_up_to) values (${model.name}, 'none', false, 0)
    on conflict (name) do nothing`;
  const [row] = await sql<Found[]>`
    select r.status, r.version, r.started_at, r.accepted, r.seen_up_to, r.worker, live.version as live_version,
      next.name is not null as has_copy,
      coalesce(next.updated_at < clock_timestamp() - ${staleAfter}::text::interval, false) as is_stale
    from rebuilds r
    left join projections live on live.name = r.name and live.slot = 'live'
    left join projections next on next.name = r.name and next.slot = 'next'
    where r.name = ${model.name} for update of r`;
  if (!row) throw new Error(`${model.name} has no row for its rebuilds`);
  return {
    status: row.status,
    startedAt: row.started_at === null ? null : instantOf(row.started_at),
    seenUpTo: row.seen_up_to,
    version: row.version,
    liveVersion: row.live_version ?? model.version,
    accepted: row.accepted,
    worker: row.worker,
    hasCopy: row.has_copy,
    isStale: row.is_stale,
  };
}

interface Found {
  readonly status: RebuildStatus;
  readonly version: number | null;
  readonly live_version: number | null;
  readonly started_at: string | null;
  readonly accepted: boolean;
  readonly seen_up_to: number;
  readonly worker: string | null;
  readonly has_copy: boolean;
  readonly is_stale: boolean;
}

/** Notes a rebuild that begins now, and answers when that is: it tells rebuilds of a read model apart. */
export async function noteBeginning(
  sql: Transaction,
  { name, version }: ReadModel,
  by: { readonly worker: string; readonly requestPosition: number | null; readonly liveVersion: number },
): Promise<Instant> {
  const [begun] = await sql<{ started_at: string }[]>`
    update rebuilds set status = 'reading', version = ${version}, live_version = ${by.liveVersion},
      request_position = ${by.requestPosition}, started_at = clock_timestamp(), settled_at = null,
      compared_at = null, comparisons = null, contradicted_at = null, accepted = false, worker = ${by.worker}
    where name = ${name} returning started_at`;
  await hint(sql);
  if (!begun) throw new Error(`${name} has no row for its rebuilds`);
  return instantOf(begun.started_at);
}

/** Notes that somebody wants the rows that differ. */
export async function noteAcceptance(sql: Transaction, { name }: ReadModel, worker: string): Promise<void> {
  await sql`
    update rebuilds set status = 'reading', settled_at = null, accepted = true, worker = ${worker}
    where name = ${name}`;
  await hint(sql);
}

/** Notes what became of a rebuild; what was found before stays where nothing new was. */
export async function noteEnd(
  sql: Transaction,
  { name }: ReadModel,
  end: {
    readonly status: Exclude<RebuildStatus, 'none' | 'reading'>;
    readonly found?: { readonly position: number; readonly comparisons: readonly Comparison[] };
    readonly contradictedAt?: number;
  },
): Promise<void> {
  const comparisons = end.found ? JSON.stringify(end.found.comparisons) : null;
  await sql`
    update rebuilds set status = ${end.status}, settled_at = clock_timestamp(),
      compared_at = coalesce(${end.found?.position ?? null}::bigint, compared_at),
      comparisons = coalesce(${comparisons}::text::jsonb, comparisons),
      contradicted_at = ${end.contradictedAt ?? null}, worker = null
    where name = ${name}`;
  await hint(sql);
}

/** Notes that another run reads on from now. */
export async function noteWorker(sql: Transaction, { name }: ReadModel, worker: string): Promise<void> {
  await sql`update rebuilds set worker = ${worker} where name = ${name}`;
  await sql`update projections set updated_at = clock_timestamp() where name = ${name} and slot = 'next'`;
}

/** Notes that the wishes up to a position have been taken up. */
export async function noteSeen(sql: Transaction, { name }: ReadModel, position: number): Promise<void> {
  await sql`update rebuilds set seen_up_to = greatest(seen_up_to, ${position}) where name = ${name}`;
}

/** Tells whoever watches to look again. */
export async function hint(sql: Pick<Transaction, 'unsafe'>): Promise<void> {
  await sql.unsafe('select pg_notify($1, $2)', [changesChannel, rebuildsHint]);
}

function instantOf(time: string): Instant {
  return new Date(time).toISOString();
}
