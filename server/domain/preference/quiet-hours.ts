import { z } from 'zod';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);

/** The hours of each day in which the person wants no noise, by the clock on their wall. May span midnight. */
export const quietHours = z
  .strictObject({
    /** `22:00`: the first quiet minute. */
    start: timeOfDay,
    /** `07:00`: the first minute that is not quiet any more. */
    end: timeOfDay,
    /** IANA name such as `Europe/Berlin`. */
    timeZone: z.string().min(1),
  })
  .refine(({ start, end }) => start !== end, { path: ['end'], error: 'must differ from the start' });
export type QuietHours = Readonly<z.infer<typeof quietHours>>;

const minuteMs = 60_000;
const dayMinutes = 1440;

/** True for an IANA name this build knows; offsets such as `+02:00` are no zones, for they have no summer. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    clockOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * When the quiet hours that hold at an instant end, or null when they do not hold. Follows the clock on the wall:
 * an end that a change of clocks skips is the moment of the change, and one that comes twice is the first.
 * Throws RangeError for an unknown time zone.
 */
export function quietUntil(hours: QuietHours, at: Instant): Instant | null {
  const clock = clockOf(hours.timeZone);
  const start = minuteOf(hours.start);
  const end = minuteOf(hours.end);
  const isQuiet = (ms: number) => {
    const minute = minuteOf(clock.format(new Date(ms)));
    return start < end ? start <= minute && minute < end : start <= minute || minute < end;
  };
  const now = msFromInstant(at);
  if (!isQuiet(now)) return null;
  const thisMinute = Math.floor(now / minuteMs) * minuteMs;
  const remaining = (end - minuteOf(clock.format(new Date(now))) + dayMinutes) % dayMinutes;
  let candidate = thisMinute + remaining * minuteMs;
  // On the two nights a year when the clocks change, the end is found by walking there.
  if (minuteOf(clock.format(new Date(candidate))) !== end) {
    candidate = thisMinute;
    while (isQuiet(candidate)) candidate += minuteMs;
  }
  return instantFromMs(candidate);
}

function minuteOf(time: string): number {
  const [hours = '', minutes = ''] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** More than there are zones, so only odd spellings of them could ever fill it. */
const mostClocks = 1000;

/** Making a formatter costs a hundred times as much as using it, so each zone's is kept. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    if (clocks.size >= mostClocks) clocks.clear();
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      hour: '2-digit',
      minute: '2-digit',
    });
    clocks.set(timeZone, clock);
  }
  return clock;
}
