import { z } from 'zod';
import { markAllRead, markInboxEntry } from '#server/commands/mark-inbox-entry.ts';
import { toldContent } from '#server/commands/told-content.ts';
import { DomainError } from '#server/domain/domain-error.ts';
import type { InboxDeed } from '#server/domain/inbox/decide.ts';
import { entryOfId } from '#server/domain/inbox/entry-id.ts';
import { inboxTabs } from '#server/domain/inbox/tab.ts';
import { instant } from '#server/domain/instant.ts';
import { channels } from '#server/domain/message/report.ts';
import {
  type Attempt,
  attemptsOf,
  countUnread,
  findEntry,
  type InboxEntry,
  listInbox,
} from '#server/projections/inbox/queries.ts';
import { reachesOf } from '../inbox-attempts.ts';
import { attemptStep, railOf } from '../inbox-rail.ts';
import { type Person, personProcedure } from '../person.ts';
import { type Context, createRouter } from '../trpc.ts';

const byId = z.object({ id: z.string().min(1).max(600) });
const mostMarked = 1_000;

export const inboxRouter = createRouter({
  /** A page of what was sent to the viewer, newest first. */
  list: personProcedure
    .input(
      z.object({
        tab: z.enum(inboxTabs).default('all'),
        q: z.string().trim().max(200).default(''),
        category: z.string().max(100).nullable().default(null),
        channel: z.enum(channels).nullable().default(null),
        cursor: z.string().max(2000).nullish(),
        limit: z.int().min(1).max(100).default(50),
      }),
    )
    .query(async ({ ctx, input: { tab, q, category, channel, cursor, limit } }) => {
      const { db } = ctx.deps;
      const filter = { tab, search: q, category, channel };
      const page = await listInbox(db, ctx.person, filter, { cursor: cursor ?? null, limit });
      const attempts = await attemptsOf(
        db,
        page.entries.map(({ entryId }) => entryId),
      );
      return {
        rows: page.entries.map((entry) => entryView(entry, attempts.get(entry.entryId) ?? [])),
        nextCursor: page.nextCursor,
      };
    }),

  /** How many of the viewer's entries are unread. */
  unreadCount: personProcedure.query(({ ctx }) => countUnread(ctx.deps.db, ctx.person)),

  /** One entry with all it says, what was done to tell it, and what is still planned. */
  byId: personProcedure.input(byId).query(async ({ ctx, input }) => {
    const { deps, person } = ctx;
    const entry = await ownEntry(deps, person, input.id);
    const ref = entryOfId(entry.entryId);
    const attempts = (await attemptsOf(deps.db, [entry.entryId])).get(entry.entryId) ?? [];
    if (ref.kind === 'message') {
      return { ...entryView(entry, attempts), content: null, rail: attempts.map(attemptStep) };
    }
    const [content, rail] = await Promise.all([
      toldContent(deps.eventStore, ref.notificationId),
      railOf(deps, ref.notificationId, attempts),
    ]);
    return { ...entryView(entry, attempts), content, rail };
  }),

  markRead: personProcedure.input(byId).mutation(({ ctx, input }) => mark(ctx, input.id, 'read')),
  markUnread: personProcedure.input(byId).mutation(({ ctx, input }) => mark(ctx, input.id, 'unread')),
  archive: personProcedure.input(byId).mutation(({ ctx, input }) => mark(ctx, input.id, 'archived')),
  unarchive: personProcedure.input(byId).mutation(({ ctx, input }) => mark(ctx, input.id, 'unarchived')),

  /** Marks what is unread and no newer than the moment, the newest thousand at once. */
  markAllRead: personProcedure.input(z.object({ upTo: instant })).mutation(async ({ ctx, input }) => {
    const { deps, viewer, person } = ctx;
    const filter = { tab: 'unread', search: '', category: null, channel: null } as const;
    const { entries } = await listInbox(deps.db, person, filter, { cursor: null, limit: mostMarked });
    const seen = entries.filter(({ at }) => at <= input.upTo);
    const answer = await markAllRead(deps, seen, { actor: viewer.userId, at: deps.now() });
    await deps.nudge();
    return answer;
  }),
});

async function mark(
  { deps, viewer, person }: Pick<Context, 'deps'> & { viewer: { userId: string }; person: Person },
  id: string,
  as: InboxDeed,
) {
  const entry = await ownEntry(deps, person, id);
  const answer = await markInboxEntry(deps, { entry, as, actor: viewer.userId, at: deps.now() });
  await deps.nudge();
  return answer;
}

/** Anybody else's entry is as unknown as one that does not exist. */
async function ownEntry({ db }: Context['deps'], person: Person, id: string): Promise<InboxEntry> {
  const entry = await findEntry(db, person, id);
  if (entry === null) throw new DomainError('notification_unknown', 'No entry of this person has this id.');
  return entry;
}

function entryView(entry: InboxEntry, attempts: readonly Attempt[]) {
  const { entryId, at, title, body, category, isCritical, isSent, unread, archived, erased } = entry;
  const isWaiting = isSent || attempts.length === 0;
  return {
    ...{ id: entryId, at, title, category, isCritical, unread, archived, erased },
    preview: body,
    /** Sent without us, so that nobody here knows what it says beyond its subject. */
    isForeign: entryOfId(entryId).kind === 'message',
    reach: reachesOf(entry.channels, attempts, isWaiting),
  };
}
