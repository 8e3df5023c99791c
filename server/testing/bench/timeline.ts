/** How many events somebody had taken in by a moment. */
export interface Mark {
  readonly events: number;
  readonly atMs: number;
}

/**
 * Events a second between two counts, each of which has been reached when everybody has come as far. Counts are those
 * of marks, for in between nobody knows. Throws RangeError when somebody has not got there.
 */
export function rateBetween(
  timelines: readonly (readonly Mark[])[],
  { from, to }: { from: number; to: number },
): number {
  return ((to - from) * 1000) / (reachedMs(timelines, to) - reachedMs(timelines, from));
}

function reachedMs(timelines: readonly (readonly Mark[])[], count: number): number {
  if (count === 0) return 0;
  const moments = timelines.map((marks) => {
    const mark = marks.find(({ events }) => events >= count);
    if (!mark) throw new RangeError(`somebody has not taken in ${count} events`);
    return mark.atMs;
  });
  return Math.max(...moments);
}
