import { z } from 'zod';
import { changePreferences } from '#server/commands/change-preferences.ts';
import { defaultCategories } from '#server/domain/category/category.ts';
import { channels } from '#server/domain/message/report.ts';
import { quietHours } from '#server/domain/preference/quiet-hours.ts';
import { channelsAsOf } from '#server/projections/contacts/as-of-queries.ts';
import { channelsOfPerson } from '#server/projections/contacts/queries.ts';
import { preferencesOfPerson } from '#server/projections/preferences/queries.ts';
import { suppressionsAsOf } from '#server/projections/suppressions/as-of-queries.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { named, namedBody } from '../components.ts';
import { lookingBack, momentOf, timeInput } from '../fields.ts';
import { operation } from '../operation.ts';
import { preferencesOf, preferencesShape, userChannelOf, userChannelShape } from '../person-shapes.ts';

const nothing = z.strictObject({});
const byUserId = z.strictObject({
  userId: z.string().min(1).max(200).meta({ description: 'As your own product names the person.' }),
});
const channel = z.enum(channels);

/** Switching everything off is a pause, so one of the two is always named. */
const wish = z.union([
  z.strictObject({
    category: z
      .string()
      .min(1)
      .max(40)
      .meta({ examples: ['product'] }),
    channel: channel.nullable().default(null),
    enabled: z.boolean(),
  }),
  z.strictObject({ category: z.null().default(null), channel, enabled: z.boolean() }),
]);

const changes = namedBody(
  'PreferenceChanges',
  z.strictObject({
    preferences: z.array(wish).max(200).default([]).meta({
      description: 'A category on a channel; without one of the two a whole category or channel.',
    }),
    pause: z
      .strictObject({ until: timeInput.nullable().default(null) })
      .nullish()
      .meta({ description: 'Holds back everything but security; null ends it.' }),
    quietHours: quietHours.nullish().meta({
      description: 'By the clock on the person’s wall; null for none.',
      examples: [{ start: '22:00', end: '07:00', timeZone: 'Europe/Berlin' }],
    }),
  }),
);
type Changes = z.output<typeof changes>;

const channelsOperation = operation({
  id: 'getChannels',
  method: 'GET',
  path: '/people/{userId}/channels',
  group: 'People',
  scope: 'people:read',
  summary: 'Every channel of a person, known or not',
  params: byUserId,
  query: z.strictObject(lookingBack),
  body: null,
  answer: {
    status: 200,
    description: 'One item for each channel.',
    schema: named('UserChannels', z.strictObject({ items: z.array(userChannelShape) })),
    mediaType: 'application/json',
  },
  refusals: [],
  async handle({ db, eventStore, now }, _caller, { params: { userId }, query }) {
    const at = momentOf(query);
    const found = at
      ? await channelsAsOf(eventStore, userId, at, async (address) => {
          const { suppressions } = await suppressionsAsOf(eventStore, address, at);
          return suppressions;
        })
      : await channelsOfPerson(db, userId, { at: now(), rules: await currentSuppressionRules(eventStore) });
    return { items: found.map(userChannelOf) };
  },
});

const readOperation = operation({
  id: 'getPreferences',
  method: 'GET',
  path: '/people/{userId}/preferences',
  group: 'People',
  scope: 'people:read',
  summary: 'What a person wishes to receive, and where',
  description: 'Somebody nobody has heard of wishes what is usual.',
  params: byUserId,
  query: nothing,
  body: null,
  answer: { status: 200, description: 'The grid.', schema: preferencesShape, mediaType: 'application/json' },
  refusals: [],
  async handle({ db, now }, _caller, { params: { userId } }) {
    const state = await preferencesOfPerson(db, userId);
    return preferencesOf(userId, state, { at: now(), categories: defaultCategories });
  },
});

const changeOperation = operation({
  id: 'putPreferences',
  method: 'PUT',
  path: '/people/{userId}/preferences',
  group: 'People',
  scope: 'people:write',
  summary: 'Change what a person wishes',
  description:
    'What is not named stays as it is; what is so already brings nothing. All is changed, or, where one part is refused, nothing.',
  params: byUserId,
  query: nothing,
  body: changes,
  answer: {
    status: 200,
    description: 'The grid as it is now.',
    schema: preferencesShape,
    mediaType: 'application/json',
  },
  refusals: [
    'category_unknown',
    'category_locked',
    'channel_not_offered',
    'pause_in_the_past',
    'time_zone_unknown',
  ],
  async handle(deps, { actor }, { params: { userId }, body }) {
    const at = deps.now();
    const { preferences } = await changePreferences(deps, {
      userId,
      wishes: wishesOf(body),
      by: { actor, source: 'api' },
      at,
    });
    await deps.nudge();
    return preferencesOf(userId, preferences, { at, categories: defaultCategories });
  },
});

function wishesOf({ preferences, pause, quietHours: hours }: Changes) {
  return [
    ...preferences.map(({ enabled, ...target }) => ({ type: 'ChangePreference', target, enabled }) as const),
    ...(pause === undefined ? [] : [pauseWish(pause)]),
    ...(hours === undefined ? [] : [{ type: 'ChangeQuietHours', quietHours: hours } as const]),
  ];
}

function pauseWish(pause: Exclude<Changes['pause'], undefined>) {
  return pause === null ? ({ type: 'ResumeAll' } as const) : ({ type: 'PauseAll', ...pause } as const);
}

export const peopleOperations = [channelsOperation, readOperation, changeOperation];
