import { z } from 'zod';
import type { Viewer } from '#server/auth/viewer.ts';
import { askForErasure, erasureOf, withdrawErasure } from '#server/commands/ask-for-erasure.ts';
import { loadErasure } from '#server/commands/load-erasure.ts';
import { confirmErasure, erasureScope, refuseErasure } from '#server/commands/settle-erasure.ts';
import { erasureLanguages } from '#server/domain/erasure/events.ts';
import type { SubjectAddress } from '#server/event-store/event-store.ts';
import { type Erasure, listErasures } from '#server/projections/erasures/queries.ts';
import { maskAddress } from '../masking.ts';
import { personProcedure } from '../person.ts';
import { type Context, createRouter, procedureFor } from '../trpc.ts';

/** It cannot be undone, so only administrators decide. */
const adminProcedure = procedureFor('admin');
const nothing = z.strictObject({});
const decision = z.strictObject({
  erasureId: z.string().min(1).max(100),
  /** Named nobody, it stays for the audit; the person reads why a wish was refused. */
  reason: z.string().trim().min(1).max(500),
});

export const erasureRouter = createRouter({
  /** Where the viewer's newest wish to be erased stands; null where they never had one. */
  mine: personProcedure.query(({ ctx }) => ownWish(ctx.deps, ctx.viewer)),

  ask: personProcedure
    .input(z.strictObject({ language: z.enum(erasureLanguages) }))
    .mutation(async ({ ctx, input: { language } }) => {
      const { deps, viewer, person } = ctx;
      const by = { actor: viewer.userId, at: deps.now() };
      await askForErasure(deps, { ...person, asker: askerOf(viewer), language, ...by });
      await deps.nudge();
      return await ownWish(deps, viewer);
    }),

  withdraw: personProcedure.input(nothing).mutation(async ({ ctx: { deps, viewer } }) => {
    await withdrawErasure(deps, { asker: askerOf(viewer), actor: viewer.userId, at: deps.now() });
    await deps.nudge();
    return await ownWish(deps, viewer);
  }),

  /** Wishes that wait for a decision or for their end, the oldest first; or those that are over, the newest first. */
  list: adminProcedure
    .input(
      z.object({
        which: z.enum(['waiting', 'over']),
        cursor: z.string().max(2_000).nullish(),
        limit: z.int().min(1).max(50).default(20),
      }),
    )
    .query(async ({ ctx: { deps }, input: { which, cursor, limit } }) => {
      const page = await listErasures(deps.db, which, { cursor: cursor ?? null, limit });
      return {
        erasures: await Promise.all(page.erasures.map((one) => wishView(deps, one))),
        nextCursor: page.nextCursor,
      };
    }),

  confirm: adminProcedure
    .input(decision.extend({ tell: z.boolean() }))
    .mutation(async ({ ctx: { deps, viewer }, input }) => {
      await confirmErasure(deps, { ...input, actor: viewer.userId, at: deps.now() });
      await deps.nudge();
    }),

  refuse: adminProcedure.input(decision).mutation(async ({ ctx: { deps, viewer }, input }) => {
    await refuseErasure(deps, { ...input, actor: viewer.userId, at: deps.now() });
    await deps.nudge();
  }),
});

function askerOf(viewer: Viewer): SubjectAddress {
  return viewer.email === null
    ? { kind: 'user', value: viewer.userId }
    : { kind: 'email', value: viewer.email };
}

async function ownWish(deps: Context['deps'], viewer: Viewer) {
  const found = await erasureOf(deps, { asker: askerOf(viewer) });
  if (found === null || found.state.status === 'unasked') return null;
  const { state } = found;
  return {
    status: state.status,
    requestedAt: state.requestedAt,
    decidedAt: state.status === 'open' ? null : state.decidedAt,
    /** For a refused wish alone: the other decisions are explained by what they do. */
    reason: state.status === 'refused' ? state.reason : null,
  };
}

/** Who it is, as far as it takes to recognise them, and what a confirmation would reach. */
async function wishView(deps: Context['deps'], wish: Erasure) {
  const { erasureId, status, userIds, language, requestedAt, decidedAt, decidedBy, reason } = wish;
  const { state, email } = await loadErasure(deps.eventStore, erasureId);
  const isWaiting = status === 'open' || status === 'confirmed';
  const scope = isWaiting && state.status !== 'unasked' ? await erasureScope(deps, state) : null;
  return {
    ...{ erasureId, status, userIds, language, requestedAt, decidedAt, decidedBy, reason },
    address: email === null ? null : maskAddress(email),
    scope: scope && {
      subjects: scope.subjectIds.length,
      shared: new Set(scope.shared.map(({ subjectId }) => subjectId)).size,
    },
  };
}
