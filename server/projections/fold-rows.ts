import type { PgTable } from 'drizzle-orm/pg-core';
import type { Transaction } from '#db/client.ts';
import type { EventType } from '#server/domain/events.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { type Row, type RowChange, type RowStore, rowStore } from './rows.ts';

/** A projection whose row type is not known here. */
interface Fold {
  readonly table: PgTable;
  readonly key: string;
  readonly handles: readonly EventType[];
  keysOf(event: StoredEvent): readonly string[];
  evolve(row: Row | null, event: StoredEvent, key: string): Row;
  readonly erase: ((row: Row) => Row) | null;
}

/** Applies batches to a projection's table: each row is loaded once, folded in memory and written once. */
export function foldRows(fold: Fold) {
  const store = rowStore(fold.table, fold.key);
  const handles = new Set<EventType>(fold.handles);
  return async (batch: {
    sql: Transaction;
    schema: string;
    events: readonly StoredEvent[];
  }): Promise<boolean> => {
    const handled = batch.events.filter((event) => handles.has(event.type));
    const erased = fold.erase ? erasuresIn(batch.events) : new Set<string>();
    if (handled.length === 0 && erased.size === 0) return false;
    const keys = handled.map((event) => fold.keysOf(event));
    const rows = await loadRows(store, batch, fold.key, new Set(keys.flat()), erased);
    const before = new Map(rows);
    evolveRows(fold, rows, handled, keys);
    if (fold.erase) eraseRows(rows, erased, fold.erase);
    const changes = changesOf(before, rows);
    await store.write(batch.sql, batch.schema, changes);
    return changes.length > 0;
  };
}

function changesOf(before: ReadonlyMap<string, Row>, after: ReadonlyMap<string, Row>): RowChange<Row>[] {
  return [...after].flatMap(([key, row]) => {
    const known = before.get(key) ?? null;
    return known === row ? [] : [{ before: known, after: row }];
  });
}

/** `keys` are those of each event, at the same index. */
function evolveRows(
  fold: Fold,
  rows: Map<string, Row>,
  events: readonly StoredEvent[],
  keys: readonly (readonly string[])[],
): void {
  for (const [index, event] of events.entries()) {
    for (const key of keys[index] ?? []) rows.set(key, fold.evolve(rows.get(key) ?? null, event, key));
  }
}

function eraseRows(rows: Map<string, Row>, erased: ReadonlySet<string>, erase: (row: Row) => Row): void {
  for (const [key, row] of rows) if (erased.has(String(row.subjectId))) rows.set(key, erase(row));
}

function erasuresIn(events: readonly StoredEvent[]): ReadonlySet<string> {
  const subjects = new Set<string>();
  for (const event of events) if (event.type === 'SubjectErased') subjects.add(event.data.subjectId);
  return subjects;
}

async function loadRows(
  store: RowStore,
  { sql, schema }: { sql: Transaction; schema: string },
  key: string,
  keys: ReadonlySet<string>,
  subjects: ReadonlySet<string>,
): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  const byKey = keys.size > 0 ? await store.load(sql, schema, key, [...keys]) : [];
  const bySubject = subjects.size > 0 ? await store.load(sql, schema, 'subjectId', [...subjects]) : [];
  for (const row of [...byKey, ...bySubject]) rows.set(String(row[key]), row);
  return rows;
}
