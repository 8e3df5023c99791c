const STEPS_MS = [15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200].map((seconds) => seconds * 1000);
const JITTER_MS = 30_000;
const CUT_FIRST_MS = 500;
const CUT_LONGEST_MS = 15_000;
const RETRY_AFTER_MIN_MS = 1_000;
const RETRY_AFTER_MAX_MS = 86_400_000;

/** How long to wait before the next attempt, in milliseconds. `attempt` counts failures from 0. */
export type RetryDelay = (attempt: number) => number;

/** The dev server's table, 15 s up to 2 h, plus up to 30 s so that failures do not return together. */
export function backoffDelay(random: () => number): RetryDelay {
  return (attempt) => {
    const step = STEPS_MS[Math.min(attempt, STEPS_MS.length - 1)] ?? RETRY_AFTER_MAX_MS;
    return step + Math.floor(random() * JITTER_MS);
  };
}

/**
 * How long to wait, in milliseconds, after the connection of a call was cut, as when its app was killed. Short, because an
 * app comes back within seconds, and what waits for it may be urgent. `cuts` counts earlier ones from 0.
 */
export function cutDelay(cuts: number): number {
  return Math.min(CUT_FIRST_MS * 2 ** cuts, CUT_LONGEST_MS);
}

/**
 * Reads a `retry-after` header (seconds, or a date) into milliseconds from now, clipped to 1 s..24 h.
 * Undefined when the header is absent or unreadable.
 */
export function parseRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const delay = Number.isNaN(seconds) ? Date.parse(header) - nowMs : seconds * 1000;
  if (Number.isNaN(delay)) return undefined;
  return Math.min(Math.max(delay, RETRY_AFTER_MIN_MS), RETRY_AFTER_MAX_MS);
}
