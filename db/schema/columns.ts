import { customType } from 'drizzle-orm/pg-core';

/** A moment kept by Postgres as `timestamptz` and seen by the code as ISO 8601 UTC text with milliseconds. */
export const instant = customType<{ data: string; driverData: string | Date }>({
  dataType: () => 'timestamp(3) with time zone',
  fromDriver: (value) => new Date(value).toISOString(),
});

export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });
