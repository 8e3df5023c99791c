import { getTableName } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Transaction } from '#db/client.ts';
import { schemaOf } from '#db/schema/read-models.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { lockCheckpoint } from './checkpoints.ts';
import { type Difference, differenceOf } from './difference.ts';
import type { ReadModel } from './projection.ts';
import { type ProjectionDeps, takeIn } from './run.ts';
import { makeIndexes } from './waiting-indexes.ts';

/** Live reading may move on just before the snapshot; after so many tries it has to wait. */
const attempts = 20;

/** One table of the two copies at the same position: equal checksums mean equal rows. */
export interface Comparison {
  readonly table: string;
  readonly liveRows: number;
  readonly nextRows: number;
  readonly liveChecksum: string;
  readonly nextChecksum: string;
  readonly equal: boolean;
  /** By which rows they differ; null for equal ones, and where it was not asked. */
  readonly difference: Difference | null;
}

interface Found {
  /** At which both copies were compared. */
  readonly position: number;
  readonly comparisons: readonly Comparison[];
}

/**
 * Compares the live rows with the new copy, both as of one position, once that has its indexes. Live reading waits only
 * while they are brought there; comparing, which takes longer the more rows there are, looks at a snapshot. Rejects
 * without a new copy.
 */
export async function compareCopies(
  { sql, eventStore }: ProjectionDeps,
  model: ReadModel,
  explain: boolean,
): Promise<Found> {
  await makeIndexes(sql, model, 'next');
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const position = await sql.begin((transaction) => bringTogether(transaction, eventStore, model));
    const found = await sql.begin('isolation level repeatable read read only', async (snapshot) => {
      const moved = await snapshot`
        select 1 from projections
        where name = ${model.name} and slot in ('live', 'next') and position <> ${position}`;
      return moved.length > 0
        ? null
        : { position, comparisons: await compareTables(snapshot, model, explain) };
    });
    if (found !== null) return found;
  }
  return await sql.begin(async (transaction) => ({
    position: await bringTogether(transaction, eventStore, model),
    comparisons: await compareTables(transaction, model, explain),
  }));
}

/** Locks both copies, and has the one that is behind read on to where the other is: a safe position. */
export async function bringTogether(
  sql: Transaction,
  eventStore: EventStore,
  model: ReadModel,
): Promise<number> {
  const reached = {
    live: await lockCheckpoint(sql, model, 'live'),
    next: await lockCheckpoint(sql, model, 'next'),
  };
  const position = Math.max(reached.live, reached.next);
  for (const slot of ['live', 'next'] as const) {
    for (let after = reached[slot]; after < position; ) {
      const batch = await takeIn(sql, eventStore, model, slot, { after, upTo: position });
      after = batch.events === 0 ? position : batch.position;
    }
  }
  return position;
}

async function compareTables(sql: Transaction, model: ReadModel, explain: boolean): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const table of model.tables) comparisons.push(await compare(sql, table, explain));
  return comparisons;
}

async function compare(sql: Transaction, table: PgTable, explain: boolean): Promise<Comparison> {
  const name = getTableName(table);
  const live = await summaryOf(sql, `${schemaOf('live')}.${name}`);
  const next = await summaryOf(sql, `${schemaOf('next')}.${name}`);
  const equal = live.rows === next.rows && live.checksum === next.checksum;
  return {
    table: name,
    liveRows: live.rows,
    nextRows: next.rows,
    liveChecksum: live.checksum,
    nextChecksum: next.checksum,
    equal,
    difference: equal || !explain ? null : await differenceOf(sql, table),
  };
}

/** A sum of hashes does not depend on the order in which a table gives its rows. */
async function summaryOf(sql: Transaction, table: string): Promise<{ rows: number; checksum: string }> {
  const [summary] = await sql<{ rows: number; checksum: string }[]>`
    select count(*)::int as rows, coalesce(sum(hashtextextended(t::text, 0)), 0)::text as checksum
    from ${sql(table)} t`;
  if (!summary) throw new Error(`${table} could not be summed up`);
  return summary;
}
