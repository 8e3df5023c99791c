import { z } from 'zod';
import { moment } from '#server/domain/moment.ts';
import { channelsAsOf } from '#server/projections/contacts/as-of-queries.ts';
import { channelsOfPerson } from '#server/projections/contacts/queries.ts';
import { suppressionsAsOf } from '#server/projections/suppressions/as-of-queries.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { userChannelView } from '../suppression-views.ts';
import { createRouter, procedureFor } from '../trpc.ts';

/** Support staff read everything, with what is personal masked. */
const procedure = procedureFor('support', 'admin').use(({ ctx, next }) =>
  next({ ctx: { ...ctx, masked: ctx.viewer.role !== 'admin' } }),
);

export const peopleRouter = createRouter({
  /** Every channel of a person, known or not, now or as it was at a moment. */
  channels: procedure
    .input(z.object({ userId: z.string().min(1).max(500), asOf: moment.optional() }))
    .query(async ({ ctx, input: { userId, asOf } }) => {
      const { db, eventStore, now } = ctx.deps;
      const channels = asOf
        ? await channelsAsOf(eventStore, userId, asOf, async (address) => {
            const { suppressions } = await suppressionsAsOf(eventStore, address, asOf);
            return suppressions;
          })
        : await channelsOfPerson(db, userId, {
            at: now(),
            rules: await currentSuppressionRules(eventStore),
          });
      return {
        channels: channels.map((channel) => userChannelView(channel, ctx.masked)),
        masked: ctx.masked,
      };
    }),
});
