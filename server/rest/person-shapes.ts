import { z } from 'zod';
import { type CategoryTable, isLocked } from '#server/domain/category/category.ts';
import { healthGrades, type UserChannel } from '#server/domain/contact/user-channel.ts';
import type { Instant } from '#server/domain/instant.ts';
import { channels } from '#server/domain/message/report.ts';
import { type PreferenceGround, resolvePreference } from '#server/domain/preference/resolve.ts';
import { type PreferencesState, pauseAt } from '#server/domain/preference/state.ts';
import { suppressionReasons } from '#server/domain/suppression/reason.ts';
import { userChannelView } from '#server/trpc/suppression-views.ts';
import { named } from './components.ts';
import { time } from './fields.ts';
import { messageStatuses } from './message-shapes.ts';
import { suppressionShape } from './suppression-shapes.ts';

const channel = z.enum(channels);

export const userChannelShape = named(
  'UserChannel',
  z.strictObject({
    channel,
    address: z
      .strictObject({ subjectId: z.string().nullable(), address: z.string().nullable(), at: time })
      .nullable()
      .meta({
        description: 'Null where none is known; the address in it is null once the person is erased.',
      }),
    lastStatus: z.strictObject({ status: z.enum(messageStatuses), at: time }).nullable(),
    optedOut: z
      .strictObject({ since: time, because: z.string(), reason: z.enum(suppressionReasons) })
      .nullable()
      .meta({ description: 'The wish by which the person left the whole channel.' }),
    suppressions: z.array(suppressionShape),
    health: z.strictObject({
      grade: z.enum(healthGrades),
      reason: z
        .string()
        .meta({ description: 'A reason of suppression, an outcome, or why nothing is known.' }),
      because: z.string().nullable(),
    }),
  }),
);

const grounds = [
  'always_on',
  'not_offered',
  'default',
  'own_wish',
  'category_wish',
  'channel_wish',
] as const satisfies readonly PreferenceGround[];

const quietHoursShape = z.strictObject({ start: z.string(), end: z.string(), timeZone: z.string() });

export const preferencesShape = named(
  'Preferences',
  z.strictObject({
    userId: z.string(),
    preferences: z.array(
      z.strictObject({
        category: z.string(),
        channel,
        enabled: z.boolean(),
        ground: z.enum(grounds).meta({ description: 'What decides it.' }),
        because: z
          .string()
          .nullable()
          .meta({ description: 'The event of the wish that decides it, if one does.' }),
        locked: z.boolean().meta({ description: 'True for what nobody can switch off.' }),
      }),
    ),
    pause: z
      .strictObject({ until: time.nullable().meta({ description: 'Null for until further notice.' }) })
      .nullable()
      .meta({ description: 'Everything but security is held back; null when nothing is.' }),
    quietHours: quietHoursShape.nullable(),
  }),
);

export function userChannelOf(found: UserChannel): z.input<typeof userChannelShape> {
  return userChannelView(found, false);
}

/** The grid of everything that is offered, as the person's wishes leave it. */
export function preferencesOf(
  userId: string,
  state: PreferencesState | null,
  { at, categories }: { readonly at: Instant; readonly categories: CategoryTable },
): z.input<typeof preferencesShape> {
  const preferences = Object.entries(categories).flatMap(([category, offered]) =>
    offered.channels.map((one) => ({
      category,
      channel: one,
      ...resolvePreference(state, categories, category, one),
      locked: isLocked(category),
    })),
  );
  const pause = state === null ? null : pauseAt(state, at);
  return {
    userId,
    preferences,
    pause: pause && { until: pause.until },
    quietHours: state?.quietHours?.hours ?? null,
  };
}
