const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/**
 * Remembers which apps refuse connections, so that their calls wait instead of being tried in a storm.
 * Waiting doubles up to five seconds of real time and ends at the first sign of life.
 */
export interface AppGates {
  close(appUrl: string): void;
  open(appUrl: string): void;
  closed(): ReadonlySet<string>;
  /** Milliseconds until the next gate may be tried again, undefined when all are open. */
  nextTryMs(): number | undefined;
}

export function createAppGates(realNow: () => number): AppGates {
  const gates = new Map<string, { until: number; delay: number }>();
  const closedEntries = () => [...gates].filter(([, gate]) => gate.until > realNow());
  return {
    close: (appUrl) => {
      const gate = gates.get(appUrl);
      // Calls that were sent together fail together: they close the gate once.
      if (gate && gate.until > realNow()) return;
      const delay = Math.min((gate?.delay ?? FIRST_MS / 2) * 2, LONGEST_MS);
      gates.set(appUrl, { until: realNow() + delay, delay });
    },
    open: (appUrl) => {
      gates.delete(appUrl);
    },
    closed: () => new Set(closedEntries().map(([appUrl]) => appUrl)),
    nextTryMs: () => {
      const waits = closedEntries().map(([, gate]) => gate.until - realNow());
      return waits.length === 0 ? undefined : Math.max(Math.min(...waits), 1);
    },
  };
}
