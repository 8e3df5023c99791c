import { z } from 'zod';
import {
  changeSuppressionPolicy,
  previewSuppressionPolicy,
} from '#server/commands/change-suppression-policy.ts';
import { eventId } from '#server/domain/event-id.ts';
import { defaultSuppressionPolicy, suppressionPolicy } from '#server/domain/suppression/policy.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { policyPreviewView } from '../suppression-views.ts';
import { createRouter, procedureFor } from '../trpc.ts';

const wish = z.object({ policy: suppressionPolicy, applies: z.enum(['from_now', 'to_history']) });

export const suppressionPolicyRouter = createRouter({
  /** The policy that judges what happens now, and the changes that still judge what happened before. */
  get: procedureFor('support', 'admin').query(async ({ ctx }) => {
    const { policies } = await currentSuppressionRules(ctx.deps.eventStore);
    const newest = policies.at(-1);
    return {
      policy: newest?.policy ?? defaultSuppressionPolicy,
      basis: newest?.id ?? null,
      changes: policies.map(({ at, id, applies, policy }) => ({ at, id, applies, policy })),
    };
  }),

  /** What a change would do to every address; make it with the `basis` that this answers. */
  preview: procedureFor('admin')
    .input(wish.extend({ samples: z.int().min(0).max(100).default(20) }))
    .query(async ({ ctx, input: { samples, ...change } }) => {
      const options = { at: ctx.deps.now(), samples };
      const { basis, ...preview } = await previewSuppressionPolicy(ctx.deps, change, options);
      return { basis, ...policyPreviewView(preview) };
    }),

  /** Changes the policy, which is in force at once. */
  change: procedureFor('admin')
    .input(wish.extend({ basis: eventId.nullable() }))
    .mutation(async ({ ctx, input }) => {
      const changed = await changeSuppressionPolicy(ctx.deps, {
        ...input,
        actor: ctx.viewer.userId,
        at: ctx.deps.now(),
      });
      await ctx.deps.nudge();
      return changed;
    }),
});
