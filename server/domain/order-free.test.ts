import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evolveAddressHealth } from './contact/address-health.ts';
import { evolveContact, type StoredContactEvent } from './contact/contact.ts';
import { historicEvent } from './event-history.ts';
import { isReportEvent } from './message/events.ts';
import type { StoredReportEvent } from './message/evolve.ts';
import { historic } from './message/message-history.ts';
import { channels, machineVerdicts, reportKinds } from './message/report.ts';
import { evolvePreferences, type StoredPreferenceEvent } from './preference/evolve.ts';
import { evolveSuppression } from './suppression/evolve.ts';
import { generatedEvent, type HistorySpec, historyParts } from './suppression/generated-history.ts';
import { defaultSuppressionPolicy, mostSoftBounces } from './suppression/policy.ts';
import { evolvePolicies, type PolicyTimeline } from './suppression/policy-timeline.ts';

/** Chance with a fixed seed, so that a failure can be had again. */
const chance = { seed: 20_261_121, numRuns: 1_000 };

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
/** Few moments, so that many events share one. */
const minute = fc.integer({ min: 10, max: 13 });
const at = (minutes: number) => `2026-11-21T12:${minutes}:00.000Z`;

interface Fold {
  readonly name: string;
  readonly events: fc.Arbitrary<readonly unknown[]>;
  fold(events: readonly unknown[], start: unknown): unknown;
}

/** A fold with its type closed over: `events` generates only what `evolve` takes. */
function foldOf<State, Event>(
  name: string,
  events: fc.Arbitrary<readonly Event[]>,
  evolve: (state: State | null, event: Event) => State,
): Fold {
  return {
    name,
    events,
    fold: (some, start) => (some as Event[]).reduce<State | null>(evolve, start as State | null),
  };
}

const listOf = <Spec, Event>(spec: fc.Arbitrary<Spec>, event: (spec: Spec, index: number) => Event) =>
  fc.array(spec, { minLength: 1, maxLength: 10 }).map((specs) => specs.map(event));

const softBounceSpec: HistorySpec = {
  kind: 'soft_bounced',
  channel: 'email',
  from: undefined,
  category: undefined,
  reason: 'manual',
  scope: 'everything',
  cell: 'stop',
  day: 1,
  expiresOn: null,
};
const suppressionSpec = fc.record({
  kind: oneOf(...historyParts.kind),
  channel: oneOf('email' as const),
  from: oneOf(...historyParts.from),
  category: oneOf(...historyParts.category),
  reason: oneOf(...historyParts.reason),
  scope: oneOf(...historyParts.scope),
  cell: oneOf(...historyParts.cell),
  day: fc.integer({ min: 1, max: 4 }),
  expiresOn: oneOf(null, 3, 5),
});
/** More soft bounces than a state can hold, with what else happens around the oldest of them. */
const flood = fc
  .record({
    others: fc.array(suppressionSpec, { minLength: 1, maxLength: 6 }),
    days: fc.array(fc.integer({ min: 1, max: 9 }), {
      minLength: mostSoftBounces - 2,
      maxLength: mostSoftBounces + 8,
    }),
  })
  .map(({ others, days }) => {
    const bounces = days.map((day) => ({ ...softBounceSpec, day }));
    return [...others, ...bounces].map(generatedEvent);
  });

const preferenceEvent = fc.record({
  minutes: minute,
  event: fc.oneof(
    fc.record({
      type: oneOf('PreferenceChanged' as const),
      data: fc.record({
        userId: oneOf('user-7'),
        category: oneOf('billing', 'product', null),
        channel: oneOf('email' as const, 'sms' as const),
        enabled: fc.boolean(),
      }),
      personal: oneOf(null),
    }),
    fc.record({
      type: oneOf('AllPaused' as const),
      data: fc.record({ userId: oneOf('user-7'), until: oneOf(at(12), null) }),
      personal: oneOf(null),
    }),
    oneOf({ type: 'AllResumed' as const, data: { userId: 'user-7' }, personal: null }),
    fc.record({
      type: oneOf('QuietHoursChanged' as const),
      data: fc.record({
        userId: oneOf('user-7'),
        quietHours: oneOf({ start: '22:00', end: '07:00', timeZone: 'UTC' }, null),
      }),
      personal: oneOf(null),
    }),
  ),
});

const contactEvent = fc.record({
  minutes: minute,
  type: oneOf('ContactAddressSet' as const, 'ContactAddressRemoved' as const),
  channel: oneOf(...channels),
  subjectId: oneOf('a', 'b'),
  erased: fc.boolean(),
});

const reportEvent = fc.record({
  kind: oneOf(...reportKinds),
  minutes: minute,
  machine: oneOf(...machineVerdicts),
});

const policyEvent = fc.record({
  minutes: minute,
  limit: fc.integer({ min: 1, max: 50 }),
  applies: oneOf('from_now' as const, 'to_history' as const),
});

const folds: readonly Fold[] = [
  foldOf('suppressions', listOf(suppressionSpec, generatedEvent), evolveSuppression),
  foldOf('suppressions under a flood of bounces', flood, evolveSuppression),
  foldOf(
    'preferences',
    listOf(preferenceEvent, ({ event, minutes }, index) => {
      const place = { position: index, at: at(minutes) };
      return historicEvent(event, place) as StoredPreferenceEvent;
    }),
    evolvePreferences,
  ),
  foldOf(
    'contacts',
    listOf(contactEvent, ({ type, channel, subjectId, erased, minutes }, index): StoredContactEvent => {
      const data = { userId: 'user-7', channel, subjectId };
      const place = { position: index, at: at(minutes), erased };
      return type === 'ContactAddressSet'
        ? historicEvent<'ContactAddressSet'>({ type, data, personal: { address: subjectId } }, place)
        : historicEvent<'ContactAddressRemoved'>({ type, data, personal: null }, place);
    }),
    evolveContact,
  ),
  foldOf(
    'address health',
    listOf(reportEvent, ({ kind, minutes, machine }, index): StoredReportEvent => {
      const event = historic(kind, { position: index, at: at(minutes), data: { machine } });
      if (!isReportEvent(event)) throw new Error('a report');
      return event;
    }),
    evolveAddressHealth,
  ),
  foldOf(
    'policies',
    listOf(policyEvent, ({ limit, applies, minutes }, index) => {
      const { softBounces, ...rest } = defaultSuppressionPolicy;
      const policy = { ...rest, softBounces: { ...softBounces, limit } };
      return historicEvent<'SuppressionPolicyChanged'>(
        { type: 'SuppressionPolicyChanged', data: { policy, applies }, personal: null },
        { position: index, at: at(minutes) },
      );
    }),
    (timeline: PolicyTimeline | null, event) => evolvePolicies(timeline ?? [], event),
  ),
];

/** The state as a database gives it back: another object, the properties of its JSON in another order. */
function reloaded(state: unknown): unknown {
  if (Array.isArray(state)) return state.map(reloaded);
  if (typeof state !== 'object' || state === null) return state;
  const entries = Object.entries(state).reverse();
  return Object.fromEntries(entries.map(([key, value]) => [key, reloaded(value)]));
}

it.for(folds)('$name are the same for any order, repetition and batching', async (one, { annotate }) => {
  let runs = 0;
  const played = one.events.chain((events) =>
    fc.record({
      events: fc.constant(events),
      order: fc.shuffledSubarray([...events], { minLength: events.length }),
      again: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 6 }),
      cuts: fc.array(fc.nat({ max: events.length + 6 }), { maxLength: 4 }),
    }),
  );
  fc.assert(
    fc.property(played, ({ events, order, again, cuts }) => {
      runs += 1;
      const repeated = again.reduce(
        (all, [which, where]) => all.toSpliced(where % (all.length + 1), 0, all[which % all.length]),
        [...order] as unknown[],
      );
      const borders = [...new Set([0, ...cuts, repeated.length])].sort((a, b) => a - b);
      const inBatches = borders.reduce<unknown>(
        (state, border, index) => one.fold(repeated.slice(border, borders[index + 1]), reloaded(state)),
        null,
      );
      const expected = one.fold(events, null);
      expect(one.fold(repeated, null)).toEqual(expected);
      expect(inBatches).toEqual(expected);
    }),
    chance,
  );
  expect(runs).toBeGreaterThanOrEqual(chance.numRuns);
  await annotate(`${runs} histories`);
});
