/**
 * Where the engine learns the time for everything that is due: sleeps, waits, retries, cron.
 * `onJump` is present only on clocks that move by hand; the engine then sets no real timers for due work.
 */
export interface Clock {
  now(): number;
  onJump?(listener: () => void): () => void;
}

/** A clock that stands still until told to move, so that a 15-minute wait takes no time in a test. */
export interface ManualClock extends Clock {
  advance(milliseconds: number): void;
  set(epochMs: number): void;
  onJump(listener: () => void): () => void;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Makes a clock that starts at `startMs` (milliseconds since 1970) and moves only when told. */
export function manualClock(startMs: number): ManualClock {
  const listeners = new Set<() => void>();
  let current = startMs;
  const set = (epochMs: number) => {
    current = epochMs;
    for (const listener of listeners) listener();
  };
  return {
    now: () => current,
    advance: (milliseconds) => set(current + milliseconds),
    set,
    onJump: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const JUST_NOW_MS = 5_000;

/**
 * The time a sender stamped on an event, by the engine's clock. The SDK stamps real time on every event; under
 * a clock moved by hand that may be months away, and must not look like an event dated in the future.
 */
export function senderTime(clock: Clock, stampedMs: number): number {
  const isStampOfNow = Math.abs(stampedMs - Date.now()) < JUST_NOW_MS;
  return clock.onJump && isStampOfNow ? clock.now() : stampedMs;
}
