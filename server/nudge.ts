/**
 * Turns many calls into few signals: the first call sends at once, calls during the interval share one at its end.
 * A call answers with the signal it caused, for those who must keep a process alive until it is sent, or with null when
 * a signal that another call caused covers it. A signal never rejects: a lost one costs a minute, because the engine
 * sweeps, so `onLost` only reports it.
 */
export function createNudge(
  send: () => Promise<void>,
  options: { intervalMs: number; onLost: (error: unknown) => void },
): () => Promise<void> | null {
  let current: Promise<void> | null = null;
  let following: Promise<void> | null = null;

  const start = (): Promise<void> => {
    const sent = send().catch(options.onLost);
    current = Promise.all([sent, wait(options.intervalMs)]).then(() => {
      current = null;
    });
    return sent;
  };

  return () => {
    if (current === null) return start();
    if (following !== null) return null;
    following = current.then(() => {
      following = null;
      return start();
    });
    return following;
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    // A pending interval must not keep a process alive that is done otherwise.
    setTimeout(resolve, ms).unref();
  });
}
