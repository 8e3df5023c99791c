import { z } from 'zod';
import { settleEscalation } from '#server/commands/settle-escalation.ts';
import {
  countEscalations,
  escalationsAhead,
  escalationsToSettle,
} from '#server/projections/escalations/queries.ts';
import { escalationView } from '../escalation-views.ts';
import { createRouter, procedureFor } from '../trpc.ts';

const page = z.object({
  cursor: z.string().max(2000).nullish(),
  limit: z.int().min(1).max(100).default(50),
});

/** Nothing in an escalation is personal, so that support sees what an administrator does. */
const procedure = procedureFor('support', 'admin');

export const escalationsRouter = createRouter({
  /** Those that wait for their next step, the next due first. */
  ahead: procedure.input(page).query(async ({ ctx, input }) => {
    const found = await escalationsAhead(ctx.deps.db, { cursor: input.cursor ?? null, limit: input.limit });
    return {
      rows: found.escalations.flatMap((one) => escalationView(one) ?? []),
      nextCursor: found.nextCursor,
    };
  }),

  /** Those of which nobody can say whether a step was sent, the longest waiting first. */
  toSettle: procedure.input(page).query(async ({ ctx, input }) => {
    const found = await escalationsToSettle(ctx.deps.db, {
      cursor: input.cursor ?? null,
      limit: input.limit,
    });
    return {
      rows: found.escalations.flatMap((one) => escalationView(one) ?? []),
      nextCursor: found.nextCursor,
    };
  }),

  /** How many stand at each status. */
  counts: procedure.query(async ({ ctx }) => ({ counts: await countEscalations(ctx.deps.db) })),

  /** Says what became of a step whose outcome nobody could say. */
  settle: procedureFor('admin')
    .input(
      z.object({
        notificationId: z.string().min(1).max(100),
        /** Counted from 0. */
        step: z.int().min(0).max(9),
        outcome: z.enum(['sent', 'not_sent']),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const { deps, viewer } = ctx;
      await settleEscalation(deps, { ...input, actor: viewer.userId, at: deps.now() });
      await deps.tellOfEscalation(input.notificationId);
      await deps.nudge();
      return { notificationId: input.notificationId };
    }),
});
