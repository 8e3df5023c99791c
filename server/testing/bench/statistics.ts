/** One number per round, with the middle one and the span they cover. */
export interface Series {
  readonly rounds: readonly number[];
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function seriesOf(rounds: readonly number[]): Series {
  return { rounds, median: percentile(rounds, 50), min: percentile(rounds, 0), max: percentile(rounds, 100) };
}

/** Round by round: what ran side by side is compared with each other, so slow drift of the machine cancels out. */
export function ratioOf(above: Series, below: Series): Series {
  if (above.rounds.length !== below.rounds.length) throw new RangeError('both series need the same rounds');
  return seriesOf(above.rounds.map((value, round) => value / (below.rounds[round] ?? Number.NaN)));
}

/** The p-th percentile, 0 to 100, by linear interpolation between neighbours. */
export function percentile(values: readonly number[], p: number): number {
  if (values.length === 0) throw new RangeError('there is no percentile of nothing');
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (p / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(rank)] ?? Number.NaN;
  const above = sorted[Math.ceil(rank)] ?? Number.NaN;
  return below + (above - below) * (rank - Math.floor(rank));
}
