import { z } from 'zod';
import { acknowledgeAlert } from '#server/commands/acknowledge-alert.ts';
import { loadMarketingPause } from '#server/commands/load-marketing-pause.ts';
import { steerMarketing } from '#server/commands/steer-marketing.ts';
import { watchIdOf } from '#server/domain/alert/watch.ts';
import type { MarketingPauseCommand } from '#server/domain/marketing-pause/marketing-pause.ts';
import { findAlert, listOpenAlerts, listResolvedAlerts } from '#server/projections/alerts/queries.ts';
import { alertView, marketingView, measuredNow, watchView } from '../alert-views.ts';
import { type Context, createRouter, procedureFor } from '../trpc.ts';

const alertId = z.string().min(1).max(400);
const why = z.string().max(2000);

/** Nothing here names a person, so support staff see all of it; only administrators act. */
const procedure = procedureFor('support', 'admin');
const adminProcedure = procedureFor('admin');

export const alertsRouter = createRouter({
  /** Open alerts, critical ones first, with how their mail fares now; or those that are over, the last first. */
  list: procedure
    .input(
      z.object({
        state: z.enum(['open', 'resolved']),
        cursor: z.string().max(2000).nullish(),
        limit: z.int().min(1).max(100).default(25),
      }),
    )
    .query(async ({ ctx, input: { state, cursor, limit } }) => {
      const { db, now } = ctx.deps;
      const page = { cursor: cursor ?? null, limit };
      const isOpen = state === 'open';
      const found = await (isOpen ? listOpenAlerts(db, page) : listResolvedAlerts(db, page));
      const measured = isOpen && found.alerts.length > 0 ? await measuredNow(ctx.deps, now()) : null;
      return {
        mayAct: ctx.viewer.role === 'admin',
        alerts: found.alerts.map((alert) =>
          alertView(alert, measured?.get(watchIdOf(alert.rule, alert.scope)) ?? null),
        ),
        nextCursor: found.nextCursor,
      };
    }),

  byId: procedure.input(z.object({ alertId })).query(async ({ ctx, input }) => {
    const alert = await findAlert(ctx.deps.db, input.alertId);
    const measured = alert.resolvedAt === null ? await measuredNow(ctx.deps, ctx.deps.now()) : null;
    const now = measured?.get(watchIdOf(alert.rule, alert.scope)) ?? null;
    return { mayAct: ctx.viewer.role === 'admin', alert: alertView(alert, now) };
  }),

  /** What is watched, by which rules, how it stands now, and by which ways people are told. */
  watching: procedure.query(async ({ ctx }) => {
    const { alerting, now } = ctx.deps;
    const at = now();
    return {
      mayAct: ctx.viewer.role === 'admin',
      ways: { email: alerting.mail.isSetUp, webhook: alerting.webhook !== null },
      ...watchView(await measuredNow(ctx.deps, at), at),
    };
  }),

  /** Whether marketing is sent, and whether the guard may pause it. */
  marketing: procedure.query(async ({ ctx }) => ({
    mayAct: ctx.viewer.role === 'admin',
    ...marketingView((await loadMarketingPause(ctx.deps.eventStore)).pause),
  })),

  /** Says that somebody looks after it; it stays open until its mail fares better. */
  acknowledge: adminProcedure.input(z.object({ alertId })).mutation(async ({ ctx, input }) => {
    const { deps, viewer } = ctx;
    const acknowledged = await acknowledgeAlert(deps, { ...input, actor: viewer.userId, at: deps.now() });
    await deps.nudge();
    return acknowledged;
  }),

  /** Looks how the mail fares now rather than within five minutes. */
  check: adminProcedure.mutation(async ({ ctx }) => {
    await ctx.deps.askForCheck();
  }),

  /** Sends no marketing from now on, whatever becomes of alerts. */
  pauseMarketing: adminProcedure
    .input(z.object({ why }))
    .mutation(({ ctx, input }) => steer(ctx, { type: 'PauseMarketing', ...input })),

  resumeMarketing: adminProcedure
    .input(z.object({ why }))
    .mutation(({ ctx, input }) => steer(ctx, { type: 'ResumeMarketing', ...input })),

  /** Whether a critical alert of the marketing stream pauses it by itself. */
  setMarketingGuard: adminProcedure
    .input(z.object({ mayPause: z.boolean() }))
    .mutation(({ ctx, input }) => steer(ctx, { type: 'SetMarketingGuard', ...input })),
});

type Acting = Pick<Context, 'deps'> & { readonly viewer: NonNullable<Context['viewer']> };

async function steer({ deps, viewer }: Acting, command: MarketingPauseCommand) {
  const steered = await steerMarketing(deps, command, { at: deps.now(), actor: viewer.userId });
  await deps.nudge();
  return steered;
}
