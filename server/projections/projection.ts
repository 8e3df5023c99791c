import type { PgTable } from 'drizzle-orm/pg-core';
import type { EventType } from '#server/domain/events.ts';
import type { StoredEvent, StoredEventOf } from '#server/domain/stored-event.ts';

/**
 * A read model: a fold over one row, found by key. It reads no clock, no other read model and nothing outside,
 * so folding the store again from position 0 gives the same rows.
 */
export interface Projection<Row, Handled extends EventType = EventType> {
  /** Plural noun; also the name of its Inngest function, `project/<name>`. */
  readonly name: string;
  /** Raised when the logic changes; a rebuild follows. */
  readonly version: number;
  readonly table: PgTable;
  /** The property of the table that is the key. */
  readonly key: keyof Row & string;
  readonly handles: readonly Handled[];
  keyOf(event: StoredEventOf<Handled>): string | null;
  evolve(row: Row | null, event: StoredEventOf<Handled>): Row;
  /** What is left of a row when its person is erased; the runner finds rows by their `subjectId`. */
  erase(row: Row): Row;
}

/** A projection whose row type has been closed over, as the registry and the runner hold it. */
export interface AnyProjection {
  readonly name: string;
  readonly version: number;
  readonly table: PgTable;
  readonly key: string;
  readonly handles: readonly EventType[];
  keyOf(event: StoredEvent): string | null;
  evolve(row: unknown, event: StoredEvent): unknown;
  erase(row: unknown): unknown;
}

/** Closes a projection over its row type, keeping the one cast between typed folds and the generic runner here. */
export function defineProjection<Row, Handled extends EventType>(
  projection: Projection<Row, Handled>,
): AnyProjection {
  // Safe: the runner passes `evolve` and `erase` only rows it loaded from this projection's own table,
  // and `keyOf` and `evolve` only events whose type is in `handles`.
  return projection as unknown as AnyProjection;
}
