import { z } from 'zod';
import { type ReadModelWish, steerReadModel } from '#server/commands/steer-read-model.ts';
import { instant } from '#server/domain/instant.ts';
import { listReadModels } from '#server/projections/rebuild-queries.ts';
import type { Context } from '../trpc.ts';
import { createRouter, procedureFor } from '../trpc.ts';

const name = z.string().min(1).max(100);

/** Support staff see how read models stand; only administrators steer. */
const procedure = procedureFor('support', 'admin');
const adminProcedure = procedureFor('admin').use(({ ctx, next }) =>
  next({
    ctx: {
      ...ctx,
      steer: (model: string, wish: ReadModelWish) => steer(ctx.deps, ctx.viewer.userId, model, wish),
    },
  }),
);

export const projectionsRouter = createRouter({
  /** Every read model: how far it has read, its newest rebuild, and what that replaced. */
  list: procedure.query(async ({ ctx }) => {
    const { deps, viewer } = ctx;
    const readModels = await listReadModels(deps, deps.now());
    return {
      maySteer: viewer.role === 'admin',
      readModels: readModels.map((model) => ({
        name: model.name,
        version: model.version,
        position: model.position,
        newestPosition: model.newestPosition,
        lag: model.lag,
        movedAt: model.movedAt,
        rebuild: model.rebuild,
        open: model.open,
        replaced: model.replaced,
      })),
    };
  }),

  /** Asks for a read model to be folded again beside the live rows, also to prove that they are what they should be. */
  rebuild: adminProcedure
    .input(z.object({ name, reason: z.string().max(2000) }))
    .mutation(({ ctx, input }) => ctx.steer(input.name, { type: 'RequestRebuild', reason: input.reason })),

  /** Stops a rebuild and throws its rows away; the live ones stay as they are. */
  abort: adminProcedure
    .input(z.object({ name }))
    .mutation(({ ctx, input }) => ctx.steer(input.name, { type: 'AbortRebuild' })),

  /** Takes the rows of a rebuild that gave others than the live ones. `startedAt` says which one was looked at. */
  swap: adminProcedure
    .input(z.object({ name, startedAt: instant }))
    .mutation(({ ctx, input }) =>
      ctx.steer(input.name, { type: 'AcceptRebuiltRows', startedAt: input.startedAt }),
    ),

  /** Gives up the rows that the last rebuild replaced. */
  dropReplaced: adminProcedure
    .input(z.object({ name }))
    .mutation(({ ctx, input }) => ctx.steer(input.name, { type: 'DropReplacedRows' })),
});

async function steer(deps: Context['deps'], actor: string, model: string, wish: ReadModelWish) {
  const steered = await steerReadModel(deps, { name: model, wish, actor, at: deps.now() });
  if (steered.wished) await Promise.all([deps.askForRebuild(), deps.nudge()]);
  return steered;
}
