import { z } from 'zod';
import { measures } from '#server/projections/delivery-metrics/measures.ts';
import { buckets, dimensions, findDeliveryMetrics } from '#server/projections/delivery-metrics/queries.ts';
import { type RateName, ratios } from '#server/projections/delivery-metrics/rates.ts';
import { named } from '../components.ts';
import { nextCursor, paging, several, time, timeInput } from '../fields.ts';
import { operation } from '../operation.ts';

/** Enough to compare a month with the same one of the year before. */
const longestPeriodMs = 400 * 24 * 60 * 60 * 1000;

/** No dimension has more values that anybody would name; an empty text stands for what has none. */
const values = several(z.string().max(200), 100).optional();

// Safe: the table of ratios has exactly the rates as keys.
const rateNames = Object.keys(ratios) as RateName[];

const rate = z.strictObject({
  count: z.int(),
  of: z.int().meta({ description: 'The size of the sample: where it is small, the rate says little.' }),
  value: z.number().nullable().meta({ description: 'Null for an empty sample.' }),
});

const question = z
  .strictObject({
    from: timeInput.meta({ description: 'Counts the hours, in UTC, that begin at or after it ...' }),
    to: timeInput.meta({ description: '... and before this, no more than 400 days later.' }),
    bucket: z.enum(buckets).default('day'),
    by: z.enum(dimensions).optional().meta({ description: 'What to tell apart within a bucket.' }),
    channel: values,
    provider: values,
    category: values,
    template: values,
    recipientDomain: values,
    ...paging,
    limit: z.coerce.number().int().min(1).max(1000).default(200),
  } satisfies Record<(typeof dimensions)[number], typeof values> & z.core.$ZodShape)
  .refine(({ from, to }) => from < to && Date.parse(to) - Date.parse(from) <= longestPeriodMs, {
    path: ['to'],
    error: 'must be after `from`, and no more than 400 days after it',
  });

const deliveryOperation = operation({
  id: 'getDeliveryMetrics',
  method: 'GET',
  path: '/metrics/delivery',
  group: 'Metrics',
  scope: 'metrics:read',
  summary: 'How messages fared, in counts and rates',
  description: 'Oldest bucket first, and in it the value with the most messages. It names nobody.',
  params: z.strictObject({}),
  query: question,
  body: null,
  answer: {
    status: 200,
    description: 'A page of buckets; those in which nothing happened are left out.',
    schema: named(
      'DeliveryMetrics',
      z.strictObject({
        items: z.array(
          z.strictObject({
            at: time.meta({ description: 'The beginning of the bucket.' }),
            value: z
              .string()
              .nullable()
              .meta({ description: 'Of the dimension; empty for messages without one.' }),
            counts: z.record(z.enum(measures), z.int()),
            convertedMicros: z
              .record(z.string(), z.number())
              .meta({ description: 'Millionths by currency.' }),
            rates: z.record(z.enum(rateNames), rate),
          }),
        ),
        nextCursor,
      }),
    ),
    mediaType: 'application/json',
  },
  refusals: ['invalid_cursor'],
  async handle({ db }, _caller, { query }) {
    const { from, to, bucket, by = null, limit, cursor = null, ...filters } = query;
    const page = await findDeliveryMetrics(db, { from, to, bucket, by, filters }, { cursor, limit });
    const items = page.rows.map(({ convertedValue, ...row }) => ({
      ...row,
      convertedMicros: convertedValue,
    }));
    return { items, nextCursor: page.nextCursor };
  },
});

export const metricsOperations = [deliveryOperation];
