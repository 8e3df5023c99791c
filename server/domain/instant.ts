import { z } from 'zod';

/**
 * A moment as ISO 8601 text in UTC with milliseconds (`2026-11-21T07:19:47.123Z`).
 * Text of this one form sorts as time does, so folds compare it with `<` and rows need no conversion.
 */
export const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
export type Instant = z.infer<typeof instant>;

/** Milliseconds since 1970 to an instant; throws RangeError outside the years 0000 to 9999. */
export function instantFromMs(ms: number): Instant {
  return instant.parse(new Date(ms).toISOString());
}

export function msFromInstant(at: Instant): number {
  return Date.parse(at);
}

export function latest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
