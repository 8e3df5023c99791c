import { z } from 'zod';

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const form = /^([1-9]\d{0,4})([smhd])$/;
const longestMs = 30 * unitMs.d;

/** A span as people write it: `30s`, `15m`, `2h`, `7d`; at most 30 days. */
export const duration = z
  .string()
  .regex(form, { error: 'a duration looks like 30s, 15m, 2h or 7d' })
  .refine((text) => !form.test(text) || durationMs(text) <= longestMs, { error: 'at most 30 days' })
  .meta({ examples: ['15m'] });

/** Milliseconds of a duration; throws RangeError for text of another form. */
export function durationMs(text: string): number {
  const [, count, unit] = form.exec(text) ?? [];
  if (unit !== 's' && unit !== 'm' && unit !== 'h' && unit !== 'd') {
    throw new RangeError('A duration looks like 30s, 15m, 2h or 7d.');
  }
  return Number(count) * unitMs[unit];
}
