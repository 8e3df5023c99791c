/**
 * Runs `look` on request: at once when idle, never twice at a time, at most once in `gapMs`, and always once more
 * after the last request. Requests while `ready` says no are kept until `wake`.
 */
export function createRefresher(
  look: () => Promise<unknown>,
  { gapMs, ready }: { gapMs: number; ready: () => boolean },
) {
  let wanted = false;
  let busy = false;
  let stopped = false;
  const next = async () => {
    if (busy || !wanted || stopped || !ready()) return;
    busy = true;
    wanted = false;
    const gap = new Promise((resolve) => setTimeout(resolve, gapMs));
    // What failed is shown by whoever holds the data; the next request tries again.
    await Promise.allSettled([look(), gap]);
    busy = false;
    void next();
  };
  return {
    request: () => {
      wanted = true;
      void next();
    },
    wake: () => void next(),
    stop: () => {
      stopped = true;
    },
  };
}
