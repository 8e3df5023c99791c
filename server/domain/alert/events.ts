import { z } from 'zod';
import type { EventDefinitions, EventOf } from '#server/domain/event-definition.ts';
import { instant } from '#server/domain/instant.ts';
import { alertCause } from './cause.ts';
import { alertRuleIds, alertSeverities } from './rules.ts';
import { alertScope } from './scope.ts';

/** What can be news of an alert. */
export const alertNews = ['raised', 'worsened', 'resolved'] as const;
export type AlertNews = (typeof alertNews)[number];

/** The ways by which people are told. */
export const tellingWays = ['email', 'webhook'] as const;
export type TellingWay = (typeof tellingWays)[number];

const ofAlert = { alertId: z.string().min(1) };

/** What was counted, from the first moment that counts to the one before which it was. */
export const measured = z.strictObject({
  count: z.int().nonnegative(),
  of: z.int().positive(),
  from: instant,
  to: instant,
});
export type Measured = Readonly<z.infer<typeof measured>>;

/** Copied into the alert, so that a later change of the rules does not bend what was said. */
export const alertMarks = z.strictObject({
  warning: z.number(),
  critical: z.number(),
  resolved: z.number(),
});
export type AlertMarks = Readonly<z.infer<typeof alertMarks>>;

/** How the mail fares that is watched. Stream `alert-<rule>.<scope>`, which holds all alerts of one watch. */
export const alertEvents = {
  AlertRaised: {
    version: 1,
    data: z.strictObject({
      ...ofAlert,
      rule: z.enum(alertRuleIds),
      scope: alertScope,
      severity: z.enum(alertSeverities),
      measured,
      marks: alertMarks,
      cause: alertCause,
    }),
    personal: null,
    upcast: {},
  },
  /** From a warning to critical, once in an alert's life. */
  AlertWorsened: {
    version: 1,
    data: z.strictObject({ ...ofAlert, measured, cause: alertCause }),
    personal: null,
    upcast: {},
  },
  AlertResolved: { version: 1, data: z.strictObject({ ...ofAlert, measured }), personal: null, upcast: {} },
  /** Somebody has seen it and looks after it. */
  AlertAcknowledged: { version: 1, data: z.strictObject(ofAlert), personal: null, upcast: {} },
  /** What came of telling people one piece of news by one way. */
  AlertTold: {
    version: 1,
    data: z.strictObject({
      ...ofAlert,
      news: z.enum(alertNews),
      by: z.enum(tellingWays),
      outcome: z.enum(['delivered', 'failed', 'not_set_up']),
      /** How many people, where they are counted. */
      recipients: z.int().nonnegative().nullable(),
      /** A word, or the status of the last answer; names nobody. */
      reason: z.string().min(1).nullable(),
    }),
    personal: null,
    upcast: {},
  },
} as const satisfies EventDefinitions;

export type AlertEvent = EventOf<typeof alertEvents>;
export type AlertEventOf<Type extends AlertEvent['type']> = Extract<AlertEvent, { type: Type }>;

export function isAlertEvent<E extends { readonly type: string }>(
  event: E,
): event is Extract<E, { type: AlertEvent['type'] }> {
  return Object.hasOwn(alertEvents, event.type);
}
