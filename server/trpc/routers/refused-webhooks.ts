import { z } from 'zod';
import { providers } from '#server/providers/registry.ts';
import { listRefusedWebhooks } from '#server/security-log/queries.ts';
import { providerName } from '../message-views.ts';
import { createRouter, procedureFor } from '../trpc.ts';

/** Nothing here names a person or shows what was sent, so whoever may read at all may read all of it. */
export const refusedWebhooksRouter = createRouter({
  /** What was refused, the newest first: one row for each hour, provider, reason and origin. */
  list: procedureFor('support', 'admin')
    .input(
      z.object({
        provider: z.string().min(1).max(100).nullish(),
        cursor: z.string().max(2000).nullish(),
        limit: z.int().min(1).max(100).default(50),
      }),
    )
    .query(async ({ ctx, input }) => {
      const { provider, cursor, limit } = input;
      const at = { provider: provider ?? null, cursor: cursor ?? null, limit };
      const found = await listRefusedWebhooks(ctx.deps.db, at);
      return {
        rows: found.rows.map((row) => ({ ...row, providerName: providerName(row.provider) })),
        nextCursor: found.nextCursor,
        /** What may be filtered by. */
        providers: providers.map(({ id, name }) => ({ id, name })),
      };
    }),
});
