import { z } from 'zod';
import { previewUndoSuppressions, undoSuppressions } from '#server/commands/undo-suppressions.ts';
import { instant } from '#server/domain/instant.ts';
import { suppressionReasons } from '#server/domain/suppression/reason.ts';
import { suppressionView } from '../suppression-views.ts';
import { createRouter, procedureFor } from '../trpc.ts';

/** What went wrong and when. */
const cause = z
  .strictObject({
    from: instant,
    /** The first moment that does not belong to it. */
    to: instant,
    reasons: z.array(z.enum(suppressionReasons)).min(1).max(suppressionReasons.length),
    sources: z.array(z.string().min(1).max(100)).min(1).max(50).nullable().default(null),
  })
  .refine(({ from, to }) => from < to, { error: 'must end after it begins', path: ['to'] });

const procedure = procedureFor('admin');

export const suppressionUndoRouter = createRouter({
  /** What an undo would lift; confirm it with what this answers. */
  preview: procedure
    .input(z.object({ cause, samples: z.int().min(0).max(100).default(20) }))
    .query(async ({ ctx, input }) => {
      const previewedAt = ctx.deps.now();
      const { samples } = input;
      const preview = await previewUndoSuppressions(ctx.deps, input.cause, { at: previewedAt, samples });
      return {
        previewedAt,
        digest: preview.digest,
        lifts: preview.lifts,
        addresses: preview.addresses,
        staySuppressed: preview.staySuppressed,
        byReason: preview.byReason,
        first: preview.first.map((item) => ({
          channel: item.channel,
          subjectId: item.subjectId,
          address: item.address,
          staysSuppressed: item.staysSuppressed,
          ...suppressionView(item),
        })),
      };
    }),

  /** Lifts exactly what was previewed. */
  confirm: procedure
    .input(
      z.object({
        cause,
        previewedAt: instant,
        digest: z.string().min(1).max(100),
        why: z.string().max(2000),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const by = { actor: ctx.viewer.userId, source: 'admin' } as const;
      const done = await undoSuppressions(ctx.deps, { ...input, by, at: ctx.deps.now() });
      await ctx.deps.nudge();
      return done;
    }),
});
