import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Drizzle } from '#db/client.ts';
import { deliveryMetrics } from '#db/schema/delivery-metrics.ts';
import { DomainError } from '#server/domain/domain-error.ts';
import type { Instant } from '#server/domain/instant.ts';
import { cursorOf, sortKeyOf } from '#server/projections/cursor.ts';
import { measures } from './measures.ts';
import { type Counts, type Rates, ratesOf } from './rates.ts';

export const dimensions = ['channel', 'provider', 'category', 'template', 'recipientDomain'] as const;
export type Dimension = (typeof dimensions)[number];

/** Hours and days begin in UTC; `whole` makes one of the whole period. */
export const buckets = ['hour', 'day', 'whole'] as const;
export type Bucket = (typeof buckets)[number];

export interface DeliveryQuestion {
  /** Counts the hours that begin at or after it ... */
  readonly from: Instant;
  /** ... and before this. */
  readonly to: Instant;
  readonly bucket: Bucket;
  /** What to tell apart within a bucket; null for nothing. */
  readonly by: Dimension | null;
  /** Any of the values of each dimension that is named; an empty text is what has none. */
  readonly filters: { readonly [Name in Dimension]?: readonly string[] | undefined };
}

/** What happened in one bucket, to one value of the dimension. */
export interface DeliveryRow {
  /** The beginning of the bucket. */
  readonly at: Instant;
  /** Null when nothing is told apart; empty for messages that have none. */
  readonly value: string | null;
  readonly counts: Counts;
  /** Millionths by currency. */
  readonly convertedValue: Readonly<Record<string, number>>;
  readonly rates: Rates;
}

/**
 * How messages fared, by the times of what happened to them. Oldest bucket first, and within one the value with the
 * most messages; buckets in which nothing happened are left out. Throws DomainError `invalid_cursor`.
 */
export async function findDeliveryMetrics(
  db: Drizzle,
  question: DeliveryQuestion,
  page: { readonly cursor: string | null; readonly limit: number },
): Promise<{ readonly rows: readonly DeliveryRow[]; readonly nextCursor: string | null }> {
  const found = await db.execute<FoundRow>(sql`
    with by_currency as (
      select ${bucketOf(question)} as at, ${columnBy(question.by)} as value, currency,
        ${list((name) => sql`sum(${name}) as ${name}`)}, sum(converted_micros) as converted_micros
      from ${deliveryMetrics} where ${conditionsOf(question)} group by 1, 2, 3
    ),
    found as (
      select at, value, ${list((name) => sql`sum(${name})::bigint as ${name}`)},
        coalesce(jsonb_object_agg(currency, converted_micros) filter (where converted_micros <> 0), '{}') as earned
      from by_currency group by at, value
    )
    select * from found where ${page.cursor === null ? sql`true` : afterCursor(page.cursor)}
    order by at, submitted desc, value limit ${page.limit + 1}`);
  const shown = found.slice(0, page.limit);
  const last = shown.at(-1);
  const more = found.length > page.limit && last !== undefined;
  return {
    rows: shown.map((row) => rowOf(row, question.by)),
    nextCursor: more ? cursorOf([instantOf(last.at), `${last.submitted} ${last.value}`]) : null,
  };
}

interface FoundRow extends Record<string, unknown> {
  readonly at: string;
  readonly value: string;
  readonly submitted: number;
  readonly earned: Readonly<Record<string, number>>;
}

function rowOf(row: FoundRow, by: Dimension | null): DeliveryRow {
  // Safe: the query sums each measure's column under the column's name.
  const counts = Object.fromEntries(measures.map((measure) => [measure, row[columnOf(measure)]])) as Counts;
  return {
    at: instantOf(row.at),
    value: by === null ? null : row.value,
    counts,
    convertedValue: row.earned,
    rates: ratesOf(counts),
  };
}

/** For each measure what `write` makes of its column's name. */
function list(write: (name: ReturnType<typeof sql.identifier>) => SQL): SQL {
  return sql.join(
    measures.map((measure) => write(sql.identifier(columnOf(measure)))),
    sql`, `,
  );
}

function columnOf(measure: (typeof measures)[number]): string {
  return deliveryMetrics[measure].name;
}

function bucketOf({ bucket, from }: DeliveryQuestion): SQL {
  switch (bucket) {
    case 'hour':
      return sql`hour`;
    case 'day':
      return sql`date_trunc('day', hour, 'UTC')`;
    case 'whole':
      return sql`${from}::timestamptz`;
  }
}

function columnBy(by: Dimension | null): SQL {
  return by === null ? sql`''::text` : sql`${deliveryMetrics[by]}`;
}

function conditionsOf({ from, to, filters }: DeliveryQuestion): SQL {
  const wanted = dimensions.flatMap((dimension) => {
    const values = filters[dimension];
    return values === undefined ? [] : [isOneOf(deliveryMetrics[dimension], values)];
  });
  const period = sql`hour >= ${from}::timestamptz and hour < ${to}::timestamptz`;
  return sql.join([period, ...wanted], sql` and `);
}

function isOneOf(column: PgColumn, values: readonly string[]): SQL {
  return sql`${column} = any(${sql.param([...values])}::text[])`;
}

function afterCursor(cursor: string): SQL {
  const [at, place] = sortKeyOf(cursor);
  const [, submitted, value] = /^(-?\d{1,15}) (.*)$/s.exec(place) ?? [];
  if (submitted === undefined || value === undefined)
    throw new DomainError('invalid_cursor', 'This page of the list does not exist.');
  return sql`(at, -submitted, value) > (${at}::timestamptz, -${submitted}::bigint, ${value})`;
}

function instantOf(text: string): Instant {
  return new Date(text).toISOString();
}
