import { isDeepStrictEqual } from 'node:util';
import { getTableColumns } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { expect } from 'vitest';
import { everyOrderTwice } from '#server/domain/message/every-order.ts';

/**
 * Checks that rows fit their table: each has exactly its columns; over all of them, a column that must have a value
 * always has one, and every other is null in at least one row. Give one full row and one as empty as they come.
 */
export function expectRowsToFit(table: PgTable, rows: readonly object[]): void {
  const columns = Object.entries(getTableColumns(table));
  const properties = columns.map(([property]) => property);
  for (const row of rows) expect(Object.keys(row).sort()).toEqual(properties.toSorted());
  const required = columns.filter(([, column]) => column.notNull).map(([property]) => property);
  const neverNull = properties.filter((property) =>
    rows.every((row) => new Map<string, unknown>(Object.entries(row)).get(property) !== null),
  );
  expect(neverNull.sort()).toEqual(required.sort());
}

/** Folds every order of a history, each event twice in two ways, and expects the same of all; `count` says how many. */
export function expectInEveryOrder<Event, Row>(
  fold: (events: readonly Event[]) => Row,
  history: readonly Event[],
  expected: Row,
  count: number,
): void {
  let histories = 0;
  for (const twice of everyOrderTwice(history)) {
    histories += 1;
    const row = fold(twice);
    // Comparing this way first is many times faster; the assertion is there for its message.
    if (!isDeepStrictEqual(row, expected)) expect(row).toStrictEqual(expected);
  }
  expect(histories).toBe(count);
}
