import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RowChange } from './rows.ts';
import { type Contribution, deltasOf } from './tally.ts';

interface Parcel {
  readonly town: string;
  readonly street: string;
  readonly weight: number;
}
const keys = ['town', 'street'];
const parcels = {
  contributions: ({ town, street, weight }: Parcel): readonly Contribution[] => [
    { key: { town, street }, sums: { parcels: 1, weight } },
  ],
};
const parcel = (change: Partial<Parcel> = {}): Parcel => ({
  town: 'Ulm',
  street: 'High',
  weight: 2,
  ...change,
});
const deltas = (...changes: readonly RowChange<Parcel>[]) => deltasOf(parcels, keys, changes);

describe('the deltas of a tally', () => {
  it('add what new rows contribute, under one key for all that share it', () => {
    const found = deltas(
      { before: null, after: parcel() },
      { before: null, after: parcel({ weight: 5 }) },
      { before: null, after: parcel({ town: 'Jena' }) },
    );
    expect(found).toStrictEqual([
      { key: { town: 'Jena', street: 'High' }, sums: { parcels: 1, weight: 2 } },
      { key: { town: 'Ulm', street: 'High' }, sums: { parcels: 2, weight: 7 } },
    ]);
  });

  it('hold the difference alone where a row changes under its key', () => {
    const found = deltas({ before: parcel(), after: parcel({ weight: 9 }) });
    expect(found).toStrictEqual([{ key: { town: 'Ulm', street: 'High' }, sums: { weight: 7 } }]);
  });

  it('take from one key what they give to another when a row moves', () => {
    const found = deltas({ before: parcel(), after: parcel({ town: 'Jena' }) });
    expect(found).toStrictEqual([
      { key: { town: 'Jena', street: 'High' }, sums: { parcels: 1, weight: 2 } },
      { key: { town: 'Ulm', street: 'High' }, sums: { parcels: -1, weight: -2 } },
    ]);
  });

  it('take back all of a row that is gone', () => {
    const found = deltas({ before: parcel(), after: null });
    expect(found).toStrictEqual([
      { key: { town: 'Ulm', street: 'High' }, sums: { parcels: -1, weight: -2 } },
    ]);
  });

  it('are none when rows change in what is not counted, or when changes cancel', () => {
    expect(deltas({ before: parcel(), after: parcel() })).toEqual([]);
    const there = parcel({ town: 'Jena' });
    expect(deltas({ before: parcel(), after: there }, { before: there, after: parcel() })).toEqual([]);
  });

  it('keep apart keys that would read the same', () => {
    const found = deltas(
      { before: null, after: parcel({ town: 'Ulm', street: ' High' }) },
      { before: null, after: parcel({ town: 'Ulm ', street: 'High' }) },
    );
    expect(found).toHaveLength(2);
  });

  it('know one key by its properties, in whatever order a contribution names them', () => {
    const swapped = {
      contributions: (row: Parcel): readonly Contribution[] =>
        row.weight > 5
          ? [{ key: { street: row.street, town: row.town }, sums: { parcels: 1 } }]
          : [{ key: { town: row.town, street: row.street }, sums: { parcels: 1 } }],
    };
    const changes = [parcel(), parcel({ weight: 9 })].map((after) => ({ before: null, after }));
    expect(deltasOf(swapped, keys, changes)).toMatchObject([{ sums: { parcels: 2 } }]);
  });
});

it('sums up to what the last rows contribute, however often and in what batches they change', () => {
  const change = fc.record({
    row: fc.constantFrom('a', 'b', 'c'),
    after: fc.option(
      fc.record({
        town: fc.constantFrom('Ulm', 'Jena'),
        street: fc.constantFrom('High', 'Low'),
        weight: fc.integer({ min: 0, max: 9 }),
      }),
    ),
  });
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 5 }), { maxLength: 5 }), (batches) => {
      const rows = new Map<string, Parcel | null>();
      const totals: Contribution[] = [];
      for (const batch of batches) {
        const before = new Map(rows);
        for (const { row, after } of batch) rows.set(row, after);
        const changes = [...rows].map(([row, after]) => ({ before: before.get(row) ?? null, after }));
        totals.push(...deltasOf(parcels, keys, changes));
      }
      const expected = [...rows.values()].flatMap((row) => (row === null ? [] : parcels.contributions(row)));
      expect(summed(totals)).toEqual(summed(expected));
    }),
    { seed: 20_261_121, numRuns: 1_000 },
  );
});

/** Totals by key, written in another way than the code under test: as text, sum by sum. */
function summed(contributions: readonly Contribution[]): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const { key, sums } of contributions)
    for (const [name, sum] of Object.entries(sums)) {
      const id = JSON.stringify([key.town, key.street, name]);
      totals[id] = (totals[id] ?? 0) + sum;
    }
  return Object.fromEntries(Object.entries(totals).filter(([, sum]) => sum !== 0));
}
