/** Rows of one hour, and how many requests they count together. */
export interface Hour<Row> {
  readonly hour: string;
  readonly count: number;
  readonly rows: readonly Row[];
}

/** Puts rows, given newest first, under the hours they belong to. */
export function byHour<Row extends { readonly hour: string; readonly count: number }>(
  rows: readonly Row[],
): readonly Hour<Row>[] {
  const hours = new Map<string, Row[]>();
  for (const row of rows) {
    const known = hours.get(row.hour);
    if (known === undefined) hours.set(row.hour, [row]);
    else known.push(row);
  }
  return [...hours].map(([hour, found]) => ({
    hour,
    count: found.reduce((sum, { count }) => sum + count, 0),
    rows: found,
  }));
}
