import { z } from 'zod';
import { type Instant, instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';

const dayMs = 86_400_000;
const days = z.int().min(1).max(3650);

/** The most soft bounces a cell remembers, and so the highest limit that can be counted. */
export const mostSoftBounces = 50;

/** The rules by which reports become suppressions, as data. Null days mean for ever. */
export const suppressionPolicy = z.strictObject({
  softBounces: z.strictObject({
    /** So many in a row, without a delivery between them, ... */
    limit: z.int().min(1).max(mostSoftBounces),
    /** ... and all within so many days, suppress everything but security. */
    withinDays: days,
    expiresAfterDays: days.nullable(),
  }),
  hardBounces: z.strictObject({ expiresAfterDays: days.nullable() }),
  /** What a STOP forbids. The carrier holds back everything from that sender, security too. */
  stop: z.enum(['everything', 'all_but_security']),
  /** Which category a provider's unsubscribe group stands for, by the group's id. */
  groups: z.record(z.string().min(1), z.string().min(1)),
});
export type SuppressionPolicy = Readonly<z.infer<typeof suppressionPolicy>>;

/** A full mailbox is a passing trouble, so its suppression passes too; a dead address stays dead. */
export const defaultSuppressionPolicy: SuppressionPolicy = {
  softBounces: { limit: 5, withinDays: 14, expiresAfterDays: 90 },
  hardBounces: { expiresAfterDays: null },
  stop: 'everything',
  groups: {},
};

/** Stands for never where a moment is needed. */
export const lastInstant: Instant = instant.parse('9999-12-31T23:59:59.999Z');

/** So many days of 24 hours later; never beyond the last instant there is, since clocks of others can be absurd. */
export function daysAfter(at: Instant, count: number): Instant {
  return instantFromMs(Math.min(msFromInstant(at) + count * dayMs, msFromInstant(lastInstant)));
}

/** Null, for ever, when there is no such count. */
export function expiryAfter(at: Instant, count: number | null): Instant | null {
  return count === null ? null : daysAfter(at, count);
}
