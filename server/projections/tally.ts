import type { PgTable } from 'drizzle-orm/pg-core';
import type { RowChange } from './rows.ts';

/** What one row adds to a tally: amounts, under what they are counted by. Both name properties of the table. */
export interface Contribution {
  readonly key: Readonly<Record<string, string>>;
  /** Safe integers; what is left out is 0. */
  readonly sums: Readonly<Record<string, number>>;
}

/**
 * Totals over the rows of a fold. A total cannot fold events, for it does not know what it has counted. So each change
 * of a row adds the difference of what the row contributes, in the transaction that changes it: the totals are those
 * of the present rows, in whatever order, how often and in what batches the events came.
 */
export interface Tally<Row> {
  /** Raised when the logic changes. The version of the read model is the sum of its parts, so a rebuild follows. */
  readonly version: number;
  /** What is counted by is its primary key, of texts and times; every other column is a sum. */
  readonly table: PgTable;
  /** Pure: the same row contributes the same, also when it was loaded in between. No key twice. */
  contributions(row: Row): readonly Contribution[];
}

/**
 * What changes of rows add to the totals, sums that stay the same left out, in the order of their keys. `keys` are
 * the properties of the key.
 */
export function deltasOf<Row>(
  { contributions }: Pick<Tally<Row>, 'contributions'>,
  keys: readonly string[],
  changes: readonly RowChange<Row>[],
): readonly Contribution[] {
  const deltas = new Map<string, Delta>();
  for (const { before, after } of changes) {
    if (before !== null) addEach(deltas, keys, contributions(before), -1);
    if (after !== null) addEach(deltas, keys, contributions(after), 1);
  }
  return [...deltas]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, { key, sums }]) => {
      const changed = Object.entries(sums).filter(([, sum]) => sum !== 0);
      return changed.length === 0 ? [] : [{ key, sums: Object.fromEntries(changed) }];
    });
}

interface Delta {
  readonly key: Contribution['key'];
  readonly sums: Record<string, number>;
}

function addEach(
  deltas: Map<string, Delta>,
  keys: readonly string[],
  contributions: readonly Contribution[],
  sign: 1 | -1,
): void {
  for (const { key, sums } of contributions) {
    // The database knows no text with this character, so no two keys look alike.
    let id = '';
    for (const property of keys) id += `${key[property]}\0`;
    let delta = deltas.get(id);
    if (delta === undefined) {
      delta = { key, sums: {} };
      deltas.set(id, delta);
    }
    for (const property in sums)
      delta.sums[property] = (delta.sums[property] ?? 0) + sign * (sums[property] ?? 0);
  }
}
