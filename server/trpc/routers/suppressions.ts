import { z } from 'zod';
import { addSuppression } from '#server/commands/add-suppression.ts';
import { liftSuppression } from '#server/commands/lift-suppression.ts';
import { addressKinds } from '#server/domain/contact/address-kind.ts';
import { instant } from '#server/domain/instant.ts';
import { channels } from '#server/domain/message/report.ts';
import { moment } from '#server/domain/moment.ts';
import { suppressionReasons } from '#server/domain/suppression/reason.ts';
import { suppressionScope } from '#server/domain/suppression/scope.ts';
import type { CellKey } from '#server/domain/suppression/state.ts';
import { suppressionsAsOf } from '#server/projections/suppressions/as-of-queries.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import {
  checkSuppressions,
  findSuppressionAddress,
  listSuppressions,
} from '#server/projections/suppressions/queries.ts';
import { suppressedAddressView, suppressionView } from '../suppression-views.ts';
import { createRouter, procedureFor } from '../trpc.ts';
import { suppressionPolicyRouter } from './suppression-policy.ts';
import { suppressionUndoRouter } from './suppression-undo.ts';

const channel = z.enum(channels);
/** No address is longer; a longer text is a slip of the clipboard. */
const address = z.string().trim().min(1).max(998);
/** For the audit: say no names in it. */
const why = z.string().max(2000);

/** Support staff read everything, with what is personal masked. */
const procedure = procedureFor('support', 'admin').use(({ ctx, next }) =>
  next({ ctx: { ...ctx, masked: ctx.viewer.role !== 'admin' } }),
);
const adminProcedure = procedureFor('admin').use(({ ctx, next }) =>
  next({ ctx: { ...ctx, by: { actor: ctx.viewer.userId, source: 'admin' } as const } }),
);

export const suppressionsRouter = createRouter({
  /** A page of the addresses that are suppressed now, the newest first. */
  list: procedure
    .input(
      z.object({
        channel: channel.nullish(),
        reason: z.enum(suppressionReasons).nullish(),
        q: z.string().trim().max(998).default(''),
        cursor: z.string().max(2000).nullish(),
        limit: z.int().min(1).max(100).default(50),
      }),
    )
    .query(async ({ ctx, input }) => {
      const { db, eventStore, now } = ctx.deps;
      const rules = await currentSuppressionRules(eventStore);
      const page = await listSuppressions(
        db,
        {
          channel: input.channel ?? null,
          reason: input.reason ?? null,
          address: input.q,
          wholeAddressOnly: ctx.masked,
        },
        { at: now(), rules, cursor: input.cursor ?? null, limit: input.limit },
      );
      return {
        addresses: page.addresses.map((found) => suppressedAddressView(found, ctx.masked)),
        nextCursor: page.nextCursor,
        masked: ctx.masked,
      };
    }),

  /** What stands against each address, in the order asked. A mutation only because so many do not fit into a URL. */
  check: procedure
    .input(z.object({ channel, addresses: z.array(address).min(1).max(10_000) }))
    .mutation(async ({ ctx, input }) => {
      const { db, eventStore, now } = ctx.deps;
      const kind = addressKinds[input.channel];
      const targets = input.addresses.map((value) => ({
        channel: input.channel,
        subjectId: eventStore.subjectIdOf({ kind, value }),
      }));
      const rules = await currentSuppressionRules(eventStore);
      const answers = await checkSuppressions(db, targets, { at: now(), rules });
      return {
        answers: answers.map(({ subjectId, suppressions }) => ({
          subjectId,
          suppressions: suppressions.map(suppressionView),
        })),
      };
    }),

  /** What stands against one address, or stood at a moment; by its hash, or as it is written. */
  byAddress: procedure
    .input(
      z
        .object({ channel, asOf: moment.optional() })
        .and(z.union([z.object({ address }), z.object({ subjectId: z.string().min(1).max(100) })])),
    )
    .query(async ({ ctx, input }) => {
      const { db, eventStore, now } = ctx.deps;
      const subjectId =
        'subjectId' in input
          ? input.subjectId
          : eventStore.subjectIdOf({ kind: addressKinds[input.channel], value: input.address });
      const target = { channel: input.channel, subjectId };
      if (input.asOf) {
        const found = await suppressionsAsOf(eventStore, target, input.asOf);
        return suppressedAddressView({ ...target, ...found, lastAt: null }, ctx.masked);
      }
      const rules = await currentSuppressionRules(eventStore);
      const known = await findSuppressionAddress(db, target);
      const [answer] = await checkSuppressions(db, [target], { at: now(), rules });
      const suppressions = answer?.suppressions ?? [];
      return suppressedAddressView(
        { ...target, address: known?.address ?? null, lastAt: known?.lastAt ?? null, suppressions },
        ctx.masked,
      );
    }),

  /** Forbids writing to an address. */
  add: adminProcedure
    .input(
      z.object({
        channel,
        address,
        reason: z.enum(suppressionReasons).exclude(['soft_bounce_limit']).default('manual'),
        scope: suppressionScope.default('all_but_security'),
        expiresAt: instant.nullable().default(null),
        why: why.trim().min(1).nullable().default(null),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const added = await addSuppression(ctx.deps, { ...input, by: ctx.by, at: ctx.deps.now() });
      await ctx.deps.nudge();
      return added;
    }),

  /** Takes away one ground of suppression. */
  lift: adminProcedure
    .input(
      z.object({
        channel,
        subjectId: z.string().min(1).max(100),
        cell: z.string().min(1).max(200),
        why,
      }),
    )
    .mutation(async ({ ctx, input }) => {
      // Safe: a key that no cell has lifts nothing.
      const cell = input.cell as CellKey;
      const lifted = await liftSuppression(ctx.deps, { ...input, cell, by: ctx.by, at: ctx.deps.now() });
      await ctx.deps.nudge();
      return lifted;
    }),

  undo: suppressionUndoRouter,
  policy: suppressionPolicyRouter,
});
