import { z } from 'zod';
import { notificationWish } from '#server/commands/notification-wish.ts';
import { requestNotification } from '#server/commands/request-notification.ts';
import { withChecks } from '#server/projections/decisions/checks-queries.ts';
import { escalationView } from '../escalation-views.ts';
import { summaryView } from '../message-views.ts';
import { notificationDetail } from '../notification-views.ts';
import { createRouter, procedureFor } from '../trpc.ts';

/** Support staff read everything, with what is personal masked. */
const procedure = procedureFor('support', 'admin').use(({ ctx, next }) =>
  next({ ctx: { ...ctx, masked: ctx.viewer.role !== 'admin' } }),
);

export const notificationsRouter = createRouter({
  /** Asks to tell somebody something. It is sent by a run of the engine, which starts at once. */
  send: procedureFor('admin')
    .input(notificationWish)
    .mutation(async ({ ctx, input }) => {
      const { deps, viewer } = ctx;
      const answer = await requestNotification(deps, input, { actor: viewer.userId, at: deps.now() });
      await deps.askToSend([answer.notificationId]);
      await deps.nudge();
      return answer;
    }),

  /** What was asked for, every decision on it, and the messages that came of it. */
  byId: procedure.input(z.object({ id: z.string().min(1).max(100) })).query(async ({ ctx, input }) => {
    const { db, eventStore } = ctx.deps;
    const { notification, decisions, messages, escalation } = await notificationDetail(db, input.id);
    const checked = await withChecks(eventStore, decisions);
    const { notificationId, userId, category, template, channels, criticality, value } = notification;
    const { requestedAt, requestedBy, erased, idempotencyKey, dataReference } = notification;
    return {
      ...{ id: notificationId, userId, category, template, channels, criticality, value },
      ...{ requestedAt, requestedBy, erased },
      /** The caller's own words, which may name the person. */
      idempotencyKey: ctx.masked ? null : idempotencyKey,
      reference: ctx.masked ? null : dataReference,
      decisions: checked.map(({ messageId, channel, verdict, rule, askAgainAt, checks, decidedAt }) => ({
        ...{ messageId, channel, verdict, rule, askAgainAt, checks, decidedAt },
      })),
      messages: messages.map((message) => summaryView(message, ctx.masked)),
      /** How it is told again; null when nothing was planned. */
      escalation: escalation && escalationView(escalation),
      masked: ctx.masked,
    };
  }),
});
