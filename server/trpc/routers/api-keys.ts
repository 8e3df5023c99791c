import { z } from 'zod';
import { createApiKey } from '#server/commands/create-api-key.ts';
import { revokeApiKey } from '#server/commands/revoke-api-key.ts';
import { apiKeyScopes } from '#server/domain/api-key/scope.ts';
import { listApiKeys } from '#server/projections/api-keys/queries.ts';
import { createRouter, procedureFor } from '../trpc.ts';

/** A key can do what its scopes say without a person present, so only administrators handle them. */
const procedure = procedureFor('admin');

export const apiKeysRouter = createRouter({
  /** Every key, those that ended too, the newest first; never their secrets. */
  list: procedure
    .input(z.object({ cursor: z.string().max(2000).nullish(), limit: z.int().min(1).max(100).default(50) }))
    .query(async ({ ctx, input }) => {
      const page = await listApiKeys(ctx.deps.db, { cursor: input.cursor ?? null, limit: input.limit });
      return {
        keys: page.keys.map(({ keyId, name, scopes, createdAt, createdBy, revokedAt, revokedBy }) => ({
          ...{ keyId, name, scopes, createdAt, createdBy, revokedAt, revokedBy },
        })),
        nextCursor: page.nextCursor,
      };
    }),

  /** Makes a key. The answer is the only place where it is ever told. */
  create: procedure
    .input(
      z.object({
        name: z.string().trim().min(1).max(100),
        scopes: z.array(z.enum(apiKeyScopes)).min(1).max(apiKeyScopes.length),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const created = await createApiKey(ctx.deps, {
        ...input,
        actor: ctx.viewer.userId,
        at: ctx.deps.now(),
      });
      await ctx.deps.nudge();
      return created;
    }),

  /** Ends a key for ever, on every server within five seconds. */
  revoke: procedure
    .input(z.object({ keyId: z.string().min(1).max(100) }))
    .mutation(async ({ ctx, input: { keyId } }) => {
      const revoked = await revokeApiKey(ctx.deps, { keyId, actor: ctx.viewer.userId, at: ctx.deps.now() });
      await ctx.deps.nudge();
      return revoked;
    }),
});
