import { z } from 'zod';
import { previewReplay } from '#server/commands/preview-replay.ts';
import { replayDeadLetter } from '#server/commands/replay-dead-letter.ts';
import { requestReplay } from '#server/commands/request-replay.ts';
import { listReplays, type Replay } from '#server/commands/run-replay.ts';
import { DomainError } from '#server/domain/domain-error.ts';
import { eventId } from '#server/domain/event-id.ts';
import {
  deadLetterFilters,
  findDeadLetter,
  findDeadLetterGroup,
  listDeadLetterGroups,
  listDeadLetters,
} from '#server/projections/dead-letters/queries.ts';
import { listLettersOfReplay, replayProgress } from '#server/projections/dead-letters/replay-queries.ts';
import { deadLetterGroupView, deadLetterView, replayView } from '../dead-letter-views.ts';
import { recoveredEvents } from '../recovered-events.ts';
import { type Context, createRouter, procedureFor } from '../trpc.ts';

/** Enough to judge a group by, and read within a second. */
const previewedLetters = 100;
const shownReplays = 20;

const filter = z.enum(deadLetterFilters).default('open');
const id = eventId.max(2000);
const signature = z.string().min(1).max(100);
const replayId = z.string().min(1).max(100);
const page = {
  cursor: z.string().max(2000).nullish(),
  limit: z.int().min(1).max(100).default(50),
};

/** Support staff see what failed and how; what was received may name people, and is for administrators. */
const procedure = procedureFor('support', 'admin').use(({ ctx, next }) =>
  next({ ctx: { ...ctx, isAdmin: ctx.viewer.role === 'admin' } }),
);
const adminProcedure = procedureFor('admin');

export const deadLettersRouter = createRouter({
  /** What fails in the same way, the most recent first. */
  groups: procedure.input(z.object({ state: filter, ...page })).query(async ({ ctx, input }) => {
    const { cursor, limit, state } = input;
    const found = await listDeadLetterGroups(ctx.deps.db, { cursor: cursor ?? null, limit }, state);
    return {
      groups: found.groups.map(deadLetterGroupView),
      nextCursor: found.nextCursor,
      mayReplay: ctx.isAdmin,
    };
  }),

  /** One group with all its letters, whatever became of them; null when nothing fails like this any more. */
  group: procedure.input(z.object({ signature })).query(async ({ ctx, input }) => {
    const group = await findDeadLetterGroup(ctx.deps.db, input.signature);
    return { group: group && deadLetterGroupView(group), mayReplay: ctx.isAdmin };
  }),

  /** The letters of a group, the newest first. */
  letters: procedure.input(z.object({ signature, state: filter, ...page })).query(async ({ ctx, input }) => {
    const { cursor, limit, state } = input;
    const at = { cursor: cursor ?? null, limit };
    const found = await listDeadLetters(ctx.deps.db, input.signature, at, state);
    return { letters: found.letters.map(deadLetterView), nextCursor: found.nextCursor };
  }),

  /** One letter: what was received, and what it turned out to say once it could be read. */
  byId: procedure.input(z.object({ id })).query(async ({ ctx, input }) => {
    const found = await findDeadLetter(ctx.deps, input.id);
    if (found === null) throw new DomainError('dead_letter_unknown', 'No dead letter has this id.');
    return {
      letter: deadLetterView(found.letter),
      payload: ctx.isAdmin ? found.payload : null,
      recovered: await recoveredEvents(ctx.deps, found.letter),
      isAdmin: ctx.isAdmin,
    };
  }),

  /** Reads one letter again, or tells what would come of it. */
  replayOne: adminProcedure.input(z.object({ id, dryRun: z.boolean() })).mutation(async ({ ctx, input }) => {
    const { deps, viewer } = ctx;
    const command = { ...input, replayId: crypto.randomUUID(), actor: viewer.userId, at: deps.now() };
    const told = await replayDeadLetter(deps, command);
    if (told === null) throw new DomainError('dead_letter_unknown', 'No dead letter has this id.');
    if (!input.dryRun) await deps.nudge();
    return told;
  }),

  /**
   * What reading many letters again would do, judged by the first of them, and an id to ask for it under. A mutation
   * only because nobody wants the answer of a while ago.
   */
  previewReplay: adminProcedure
    .input(z.object({ signature: signature.nullable() }))
    .mutation(async ({ ctx, input }) => {
      const at = ctx.deps.now();
      const preview = await previewReplay(ctx.deps, { ...input, limit: previewedLetters, at });
      return { ...preview, replayId: crypto.randomUUID() };
    }),

  /** Asks for a group, or for all letters that are open, to be read again. Asking twice under one id asks once. */
  replay: adminProcedure
    .input(z.object({ signature: signature.nullable(), replayId }))
    .mutation(async ({ ctx, input }) => {
      const { deps, viewer } = ctx;
      const asked = await requestReplay(deps, { ...input, actor: viewer.userId, at: deps.now() });
      await deps.askForReplay();
      return asked;
    }),

  /** The newest replays of many letters, with how far each has come. */
  replays: procedure.query(async ({ ctx }) => {
    const replays = (await listReplays(ctx.deps)).slice(0, shownReplays);
    return {
      replays: await Promise.all(replays.map((replay) => shown(ctx, replay))),
      mayReplay: ctx.isAdmin,
    };
  }),

  /** One replay, and what became of each letter that was not tried again since. `replay` is null for an unknown id. */
  replayById: procedure
    .input(z.object({ replayId, cursor: id.nullish(), limit: page.limit }))
    .query(async ({ ctx, input }) => {
      const replay = (await listReplays(ctx.deps)).find((each) => each.replayId === input.replayId);
      const at = { after: input.cursor ?? null, limit: input.limit };
      const found = await listLettersOfReplay(ctx.deps.db, input.replayId, at);
      return {
        replay: replay === undefined ? null : await shown(ctx, replay),
        letters: found.letters.map(deadLetterView),
        nextCursor: found.next,
      };
    }),
});

async function shown(
  { deps, viewer }: { readonly deps: Context['deps']; readonly viewer: { readonly userId: string } },
  replay: Replay,
) {
  const nothing = { read: 0, unreadable: 0 };
  const [group, progress] = await Promise.all([
    replay.signature === null ? null : findDeadLetterGroup(deps.db, replay.signature),
    replay.totals === null ? replayProgress(deps.db, replay.replayId) : nothing,
  ]);
  return replayView(replay, { group, progress, viewerId: viewer.userId });
}
