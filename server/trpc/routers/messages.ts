import { z } from 'zod';
import { DomainError } from '#server/domain/domain-error.ts';
import { type MessageStatus, statusRanks } from '#server/domain/message/status.ts';
import { type Moment, moment } from '#server/domain/moment.ts';
import { messageAsOf } from '#server/projections/messages/as-of-queries.ts';
import {
  countMessagesByStatus,
  findMessage,
  findMessages,
  listMessages,
  type MessageFilter,
} from '#server/projections/messages/queries.ts';
import { escalationEventsOf } from '../escalation-events.ts';
import { escalationStory } from '../escalation-story.ts';
import { eventsEverOfMessage, eventsOfMessage } from '../message-events.ts';
import { detailView, summaryView } from '../message-views.ts';
import { timelineView } from '../timeline-view.ts';
import { type Context, createRouter, procedureFor } from '../trpc.ts';

// Safe: the table of ranks has exactly the statuses as keys.
const messageStatuses = Object.keys(statusRanks) as MessageStatus[];

const messageId = z.string().min(1).max(500);
/** No address and no id is longer; a longer text is a slip of the clipboard. */
const search = z.string().trim().max(998).default('');
const statuses = z.array(z.enum(messageStatuses)).max(messageStatuses.length).default([]);

/** Support staff read everything, with what is personal masked. */
const procedure = procedureFor('support', 'admin').use(({ ctx, next }) =>
  next({ ctx: { ...ctx, masked: ctx.viewer.role !== 'admin' } }),
);

export const messagesRouter = createRouter({
  /** A page of the explorer, newest first. */
  list: procedure
    .input(
      z.object({
        q: search,
        status: statuses,
        cursor: z.string().max(2000).nullish(),
        limit: z.int().min(1).max(100).default(50),
      }),
    )
    .query(async ({ ctx, input }) => {
      const page = await listMessages(ctx.deps.db, filterOf(input, ctx.masked), {
        cursor: input.cursor ?? null,
        limit: input.limit,
      });
      return {
        rows: page.rows.map((row) => summaryView(row, ctx.masked)),
        nextCursor: page.nextCursor,
        masked: ctx.masked,
      };
    }),

  /** How many messages each status would show. */
  counts: procedure.input(z.object({ q: search })).query(async ({ ctx, input }) => {
    const counts = await countMessagesByStatus(
      ctx.deps.db,
      filterOf({ ...input, status: [] }, ctx.masked),
      messageStatuses,
    );
    return { counts };
  }),

  /** Rows already on the screen, as they are now. */
  byIds: procedure.input(z.object({ ids: z.array(messageId).max(200) })).query(async ({ ctx, input }) => {
    const rows = await findMessages(ctx.deps.db, input.ids);
    return { rows: rows.map((row) => summaryView(row, ctx.masked)) };
  }),

  /** One message by any of its ids, now or as it was at a moment. The answer has its canonical id. */
  byId: procedure
    .input(z.object({ id: messageId, asOf: moment.optional() }))
    .query(async ({ ctx, input }) => {
      const row = input.asOf
        ? (await messageThen(ctx.deps, input.id, input.asOf))?.message
        : await findMessage(ctx.deps.db, input.id);
      if (!row) throw new DomainError('message_unknown', 'No message has this id.');
      return detailView(row, ctx.masked);
    }),

  /** Everything that happened to one message, now or up to a moment, in the order in which it happened. */
  timeline: procedure
    .input(z.object({ id: messageId, asOf: moment.optional() }))
    .query(async ({ ctx, input }) => {
      const events = input.asOf
        ? ((await messageThen(ctx.deps, input.id, input.asOf))?.events ?? [])
        : await eventsOfMessage(ctx.deps, input.id);
      const escalation = await escalationEventsOf(ctx.deps, events, input.asOf ?? null);
      return {
        events: events.map((event) => timelineView(event, ctx.masked)),
        /** What was done so that the notification is seen, for every one of its messages the whole story. */
        escalation: escalationStory(escalation),
        masked: ctx.masked,
      };
    }),
});

function filterOf(input: { q: string; status: readonly MessageStatus[] }, masked: boolean): MessageFilter {
  return { search: input.q, statuses: input.status, wholeRecipientOnly: masked };
}

async function messageThen(deps: Context['deps'], id: string, at: Moment) {
  return messageAsOf(id, await eventsEverOfMessage(deps, id), at);
}
