import { getTableName } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Sql, Transaction } from '#db/client.ts';
import type { EventType } from '#server/domain/events.ts';
import type { StoredEvent, StoredEventOf } from '#server/domain/stored-event.ts';
import type { EventLink, EventStore } from '#server/event-store/event-store.ts';
import { foldRows } from './fold-rows.ts';

/** Events to take in, and where the rows are: the live schema, or the one in which a rebuild grows. */
export interface Batch {
  readonly sql: Transaction;
  readonly schema: string;
  readonly events: readonly StoredEvent[];
  /** In place of `events`, for a read model that asks for them. */
  readonly links: readonly EventLink[];
}

/** What is stored, for reading. */
export interface Stored {
  readonly sql: Sql;
  readonly eventStore: Pick<EventStore, 'readLinks'>;
}

/** A read model as the registry and the runner hold it: reading the store from 0 again gives the same rows. */
export interface ReadModel {
  /** Plural noun; also in the name of its Inngest function, `rebuild/<name>`. */
  readonly name: string;
  /** Raised when the logic changes; a rebuild follows. */
  readonly version: number;
  readonly tables: readonly PgTable[];
  /** `links` where digests are enough: opening events costs several times as much. Otherwise it gets the events. */
  readonly reads?: 'links';
  /** Writes what the events change, within the caller's transaction. False when they change nothing. */
  apply(batch: Batch): Promise<boolean>;
  /**
   * Asked before rebuilt rows take the place of the live ones: the position from which on the store contradicts what
   * the live rows vouch for, or null. Only for rows that are evidence.
   */
  contradiction?(stored: Stored): Promise<number | null>;
}

/** The names of a read model's tables, which are the same in each schema that has a copy of it. */
export function tableNames({ tables }: Pick<ReadModel, 'tables'>): string[] {
  return tables.map((table) => getTableName(table));
}

/**
 * The usual read model: a fold over one row, found by key. It reads no clock, no other read model and nothing
 * outside. An event may concern several rows, each of which folds it for itself.
 */
export interface Projection<Row, Handled extends EventType = EventType> {
  readonly name: string;
  readonly version: number;
  readonly table: PgTable;
  /** The property of the table that is the key. */
  readonly key: keyof Row & string;
  readonly handles: readonly Handled[];
  keysOf(event: StoredEventOf<Handled>): readonly string[];
  evolve(row: Row | null, event: StoredEventOf<Handled>, key: string): Row;
  /** What is left of a row when its person is erased, found by `subjectId`; null where rows hold nothing personal. */
  readonly erase: ((row: Row) => Row) | null;
}

/** Closes a projection over its row type, keeping the one cast between typed folds and the generic runner here. */
export function defineProjection<Row, Handled extends EventType>(
  projection: Projection<Row, Handled>,
): ReadModel {
  // Safe: the fold is given only rows loaded from this projection's own table, and events whose type is in `handles`.
  const fold = projection as unknown as Parameters<typeof foldRows>[0];
  return {
    name: projection.name,
    version: projection.version,
    tables: [projection.table],
    apply: foldRows(fold),
  };
}
