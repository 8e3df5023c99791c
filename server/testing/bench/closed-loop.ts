/**
 * Lets `loops` workers each begin their next piece of work as soon as the last is done, for `forMs` or until `work`
 * returns null; it returns how many units it did. The rate is the sum of each worker's own, up to its own end, so the
 * last piece of the slowest does not count against the rest.
 */
export async function closedLoop(
  loops: number,
  forMs: number,
  work: (loop: number) => Promise<number | null>,
): Promise<{ units: number; perSecond: number }> {
  const start = performance.now();
  const run = async (_: unknown, loop: number) => {
    let units = 0;
    let ms = 0;
    while (ms < forMs) {
      const done = await work(loop);
      if (done === null) break;
      units += done;
      ms = performance.now() - start;
    }
    return { units, perSecond: ms === 0 ? 0 : (units / ms) * 1000 };
  };
  const results = await Promise.all(Array.from({ length: loops }, run));
  return {
    units: results.reduce((sum, { units }) => sum + units, 0),
    perSecond: results.reduce((sum, { perSecond }) => sum + perSecond, 0),
  };
}
