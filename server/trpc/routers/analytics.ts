import { z } from 'zod';
import { buckets, dimensions, findDeliveryMetrics } from '#server/projections/delivery-metrics/queries.ts';
import { createRouter, procedureFor } from '../trpc.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Enough to compare a month with the same one of the year before. */
const longestPeriodMs = 400 * dayMs;

/** An instant that the calendar has, which the pattern of an instant alone does not see to. */
const moment = z.iso.datetime({ precision: 3 }).refine((at) => at >= '1970', 'a moment since 1970');
/** No dimension has more values that anybody could tick. */
const values = z.array(z.string().max(200)).min(1).max(100).optional();

/** A question about how messages fared. The period counts by whole hours in UTC. */
const deliveryQuestion = z
  .object({
    from: moment,
    to: moment,
    bucket: z.enum(buckets).default('day'),
    by: z.enum(dimensions).nullable().default(null),
    filters: z
      .strictObject({
        channel: values,
        provider: values,
        category: values,
        template: values,
        recipientDomain: values,
      } satisfies Record<(typeof dimensions)[number], typeof values>)
      .default({}),
    cursor: z.string().max(2000).nullish(),
    limit: z.int().min(1).max(1000).default(200),
  })
  .refine(({ from, to }) => from < to && Date.parse(to) - Date.parse(from) <= longestPeriodMs, {
    path: ['to'],
    error: 'after `from`, and no more than 400 days',
  });

/** Totals only: nothing here names a person, so whoever may read at all may read all of it. */
export const analyticsRouter = createRouter({
  /** Counts and rates, oldest bucket first, and in it the value with the most messages first. */
  delivery: procedureFor('support', 'admin')
    .input(deliveryQuestion)
    .query(async ({ ctx, input: { cursor, limit, ...question } }) =>
      findDeliveryMetrics(ctx.deps.db, question, { cursor: cursor ?? null, limit }),
    ),
});
