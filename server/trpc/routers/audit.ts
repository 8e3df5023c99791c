import { z } from 'zod';
import { auditFilter, listAudit } from '#server/projections/audit/queries.ts';
import { createRouter, procedureFor } from '../trpc.ts';

/** Only administrators see who did what: it tells on colleagues as well as on people. */
const procedure = procedureFor('admin');

export const auditRouter = createRouter({
  /** A page of what was done, the newest first. */
  list: procedure
    .input(
      auditFilter.extend({
        cursor: z.string().max(2000).nullish(),
        limit: z.int().min(1).max(100).default(50),
      }),
    )
    .query(async ({ ctx, input }) => {
      const { cursor, limit, ...filter } = input;
      const page = await listAudit(ctx.deps.db, filter, { cursor: cursor ?? null, limit });
      return {
        rows: page.deeds.map((deed) => ({
          id: deed.id,
          position: deed.position,
          at: deed.at,
          recordedAt: deed.recordedAt,
          actor: deed.actor,
          source: deed.source,
          action: deed.action,
          target: { kind: deed.targetKind, id: deed.targetId },
          details: deed.details,
        })),
        nextCursor: page.nextCursor,
      };
    }),
});
