import { z } from 'zod';
import { changeByLink } from '#server/commands/change-by-link.ts';
import { loadPreferences, type Wish } from '#server/commands/change-preferences.ts';
import { keepInterested } from '#server/commands/keep-interested.ts';
import { reachableChannels } from '#server/commands/reachable-channels.ts';
import type { ChangedByLink } from '#server/commands/record-by-link.ts';
import { undoChange } from '#server/commands/undo-change.ts';
import { unsubscribe } from '#server/commands/unsubscribe.ts';
import { defaultCategories, findCategory, securityCategory } from '#server/domain/category/category.ts';
import type { Instant } from '#server/domain/instant.ts';
import { channels } from '#server/domain/message/report.ts';
import { quietHours } from '#server/domain/preference/quiet-hours.ts';
import { channelsOfPerson } from '#server/projections/contacts/queries.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { managePath, unsubscribePath } from '#server/unsubscribe/links.ts';
import type { TokenScope } from '#server/unsubscribe/token.ts';
import { channelsHad, columnsOf, gridView } from '../preference-views.ts';
import { type Context, createRouter, openProcedure } from '../trpc.ts';

const token = z.string().max(5_000);
const language = z.enum(['en', 'de']);

/**
 * What the links in mails may do. The token is the authority: nobody is signed in, and nothing is answered that a forwarded
 * mail should not tell. A token that is no good, for whatever reason, is answered with null and nothing else.
 */
export const linksRouter = createRouter({
  /** What a link is for. Looking changes nothing. */
  look: openProcedure.input(z.strictObject({ token })).query(({ ctx, input }) => {
    const opened = ctx.deps.outbound.unsubscribeTokens.verify(input.token, ctx.deps.now());
    if (opened === null || opened.scope.may === 'preferences') return null;
    return pageOf(ctx.deps, opened.scope, opened.at);
  }),

  /** Does what an unsubscribe, an undo or a keep link is for. In force when it answers. */
  act: openProcedure.input(z.strictObject({ token, language })).mutation(async ({ ctx, input }) => {
    const { deps } = ctx;
    const at = deps.now();
    const opened = deps.outbound.unsubscribeTokens.verify(input.token, at);
    if (opened === null || opened.scope.may === 'preferences') return null;
    const page = pageOf(deps, opened.scope, opened.at);
    if (opened.scope.may === 'undo') {
      const outcome = await undoChange(deps, opened.scope, at);
      await deps.nudge();
      return { ...page, outcome, undo: null };
    }
    if (opened.scope.may === 'keep') {
      await keepInterested(deps, { subjectId: opened.scope.who.subjectId, at });
      await deps.nudge();
      return { ...page, outcome: 'kept' as const, undo: null };
    }
    const done = await unsubscribe(deps, opened.scope, { language: input.language, at });
    await told(deps, done);
    return { ...page, outcome: 'unsubscribed' as const, undo: undoOf(deps, opened.scope.who, done) };
  }),

  /** What one person chose, without where they are reached or what they were sent. */
  preferences: openProcedure.input(z.strictObject({ token })).query(async ({ ctx, input }) => {
    const userId = personIn(ctx.deps, input.token);
    return userId === null ? null : await gridOf(ctx.deps, userId);
  }),

  /** Changes all that is named in one go. */
  save: openProcedure
    .input(
      z.strictObject({
        token,
        language,
        cells: z
          .array(
            z.strictObject({
              category: z.string().min(1).max(40),
              channel: z.enum(channels),
              enabled: z.boolean(),
            }),
          )
          .max(200),
        paused: z.boolean(),
        quietHours: quietHours.nullable(),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const { deps } = ctx;
      const userId = personIn(deps, input.token);
      if (userId === null) return null;
      const wishes: readonly Wish[] = [
        ...input.cells.map(
          ({ enabled, ...target }) => ({ type: 'ChangePreference', target, enabled }) as const,
        ),
        ...(await pauseWishes(deps, userId, input.paused)),
        { type: 'ChangeQuietHours', quietHours: input.quietHours },
      ];
      const at = deps.now();
      const done = await changeByLink(deps, { userId, wishes }, { language: input.language, at });
      await told(deps, done);
      return { changed: done.changeId !== null, undo: undoOf(deps, { userId }, done) };
    }),
});

type LinkContext = Pick<Context['deps'], 'outbound' | 'now' | 'askToSend' | 'nudge' | 'db' | 'eventStore'>;

/** Nothing on it depends on what the person has wished so far, so that it tells nothing of them. */
function pageOf(
  { outbound }: Pick<LinkContext, 'outbound'>,
  scope: Exclude<TokenScope, { may: 'preferences' }>,
  at: Instant,
) {
  const category = scope.may === 'unsubscribe' ? scope.category : null;
  return {
    may: scope.may,
    category,
    title: category === null ? null : (findCategory(defaultCategories, category)?.title ?? null),
    /** As old as the mail: no link lasts longer for having been found through another. */
    manage: 'userId' in scope.who ? managePath(outbound, scope.who, at) : null,
  };
}

function undoOf(
  { outbound, now }: Pick<LinkContext, 'outbound' | 'now'>,
  who: Exclude<TokenScope, { may: 'preferences' }>['who'],
  { changeId }: ChangedByLink,
): string | null {
  return changeId === null ? null : unsubscribePath(outbound, { may: 'undo', who, changeId }, now());
}

async function told(
  { askToSend, nudge }: Pick<LinkContext, 'askToSend' | 'nudge'>,
  { notificationId }: ChangedByLink,
): Promise<void> {
  if (notificationId !== null) await askToSend([notificationId]);
  await nudge();
}

function personIn({ outbound, now }: Pick<LinkContext, 'outbound' | 'now'>, text: string): string | null {
  const opened = outbound.unsubscribeTokens.verify(text, now());
  return opened?.scope.may === 'preferences' ? opened.scope.who.userId : null;
}

/** A pause that runs already is left as it is, with its end. */
async function pauseWishes(deps: LinkContext, userId: string, paused: boolean): Promise<readonly Wish[]> {
  const { pause } = await gridOf(deps, userId);
  if ((pause !== null) === paused) return [];
  return [paused ? { type: 'PauseAll', until: null } : { type: 'ResumeAll' }];
}

async function gridOf({ db, eventStore, now, outbound }: LinkContext, userId: string) {
  const at = now();
  const [{ state }, rules] = await Promise.all([
    loadPreferences(eventStore, userId),
    currentSuppressionRules(eventStore),
  ]);
  const has = channelsHad(await channelsOfPerson(db, userId, { at, rules }));
  const columns = columnsOf(has, reachableChannels(outbound, securityCategory, channels));
  return gridView(state, { categories: defaultCategories, columns, has, at });
}
