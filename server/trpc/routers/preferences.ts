import { z } from 'zod';
import { changePreferencesOfAll, loadPreferences, type Wish } from '#server/commands/change-preferences.ts';
import { reachableChannels } from '#server/commands/reachable-channels.ts';
import { defaultCategories, securityCategory } from '#server/domain/category/category.ts';
import { eventRef } from '#server/domain/event-id.ts';
import { instant } from '#server/domain/instant.ts';
import { channels } from '#server/domain/message/report.ts';
import { quietHours } from '#server/domain/preference/quiet-hours.ts';
import type { PreferencesState } from '#server/domain/preference/state.ts';
import { channelsOfPerson } from '#server/projections/contacts/queries.ts';
import { preferenceChangesOfPerson } from '#server/projections/preferences/queries.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { type Person, personProcedure } from '../person.ts';
import { changeView, channelsHad, columnsOf, gridView } from '../preference-views.ts';
import { type Context, createRouter } from '../trpc.ts';

const nothing = z.strictObject({});

/** What a viewer wishes for themselves. Those who share a mailbox see the first one's wishes and change everybody's. */
export const preferencesRouter = createRouter({
  /** Read from the store, so that it never lags behind what was just wished. */
  mine: personProcedure.query(async ({ ctx }) => {
    const { state } = await loadPreferences(ctx.deps.eventStore, ctx.person.userIds[0]);
    return await gridOf(ctx.deps, ctx.person, state);
  }),

  /** What was changed, the newest first, and by which way. */
  history: personProcedure
    .input(z.object({ cursor: eventRef.nullish() }))
    .query(async ({ ctx, input: { cursor } }) => {
      const page = { before: cursor ?? null, limit: 10 };
      const { changes, nextBefore } = await preferenceChangesOfPerson(
        ctx.deps.eventStore,
        ctx.person.userIds[0],
        page,
      );
      return { changes: changes.map(changeView), nextCursor: nextBefore };
    }),

  set: personProcedure
    .input(
      z.strictObject({
        category: z.string().min(1).max(40),
        channel: z.enum(channels),
        enabled: z.boolean(),
      }),
    )
    .mutation(({ ctx, input: { enabled, ...target } }) =>
      change(ctx, { type: 'ChangePreference', target, enabled }),
    ),

  /** Until an instant, or until further notice. */
  pauseAll: personProcedure
    .input(z.strictObject({ until: instant.nullable() }))
    .mutation(({ ctx, input: { until } }) => change(ctx, { type: 'PauseAll', until })),

  resumeAll: personProcedure.input(nothing).mutation(({ ctx }) => change(ctx, { type: 'ResumeAll' })),

  setQuietHours: personProcedure
    .input(z.strictObject({ quietHours: quietHours.nullable() }))
    .mutation(({ ctx, input }) => change(ctx, { type: 'ChangeQuietHours', ...input })),
});

type PersonContext = Pick<Context, 'deps'> & { readonly person: Person; readonly viewer: { userId: string } };

async function change({ deps, person, viewer }: PersonContext, wish: Wish) {
  const { preferences } = await changePreferencesOfAll(deps, {
    userIds: person.userIds,
    wishes: [wish],
    by: { actor: viewer.userId, source: 'user' },
    at: deps.now(),
  });
  await deps.nudge();
  return await gridOf(deps, person, preferences);
}

async function gridOf(
  { db, eventStore, now, outbound }: Context['deps'],
  person: Person,
  state: PreferencesState,
) {
  const at = now();
  const rules = await currentSuppressionRules(eventStore);
  const has = channelsHad(await channelsOfPerson(db, person.userIds[0], { at, rules }));
  const columns = columnsOf(has, reachableChannels(outbound, securityCategory, channels));
  return gridView(state, { categories: defaultCategories, columns, has, at });
}
