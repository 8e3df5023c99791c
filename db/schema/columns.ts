import { customType } from 'drizzle-orm/pg-core';
import { remember } from '#db/remember.ts';

/** A moment kept by Postgres as `timestamptz` and seen by the code as ISO 8601 UTC text with milliseconds. */
export const instant = customType<{ data: string; driverData: string | Date }>({
  dataType: () => 'timestamp(3) with time zone',
  fromDriver: instantFromDriver,
});

export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

const longest = '2026-11-21 07:19:47.123+00'.length;

/**
 * A `timestamptz` as the driver gives it to ISO 8601 with milliseconds. In UTC Postgres writes `2026-11-21 07:19:47.12+00`,
 * with which a `Date` would be ten times as slow.
 */
export function instantFromDriver(value: string | Date): string {
  return typeof value === 'string' ? instantFromText(value) : value.toISOString();
}

/** Events of one batch have their times in common. Joined, because a template would keep every piece of the text. */
const instantFromText = remember(10_000, (text) =>
  text.endsWith('+00') && text.length <= longest
    ? [text.slice(0, 10), 'T', text.slice(11, 19), '.', text.slice(20, -3).padEnd(3, '0'), 'Z'].join('')
    : new Date(text).toISOString(),
);
