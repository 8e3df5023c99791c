import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AlertEvent } from './events.ts';
import { eventOf, judge, type Measurement } from './judge.ts';
import { troubleOf } from './metric.ts';
import { alertRuleIds, alertRules } from './rules.ts';
import type { AlertScope } from './scope.ts';
import { evolveWatch, quietWatch, type WatchState } from './state.ts';
import { streamOfAlert, watchIdOf, watchStream } from './watch.ts';

/** Chance with a fixed seed, so that a failure can be had again. */
const chance = { seed: 20_261_121, numRuns: 600 };
const at = '2026-11-21T12:05:00.000Z';
const noCause = { part: null, others: null, codes: [] };

const scopes: readonly AlertScope[] = [
  { kind: 'stream', name: 'marketing' },
  { kind: 'stream', name: 'unknown' },
  { kind: 'recipient_domain', name: 'example.com' },
];
const watched = alertRuleIds.flatMap((rule) => scopes.map((scope) => ({ rule, scope })));

/** Rates around the marks and samples around the minimum, where judging is delicate. */
const look: fc.Arbitrary<readonly Measurement[]> = fc
  .tuple(
    ...watched.map(({ rule, scope }) => {
      const { minimumSample, warning, critical, resolved } = alertRules[rule];
      return fc
        .tuple(
          fc.oneof(
            fc.integer({ min: 0, max: minimumSample }),
            fc.integer({ min: minimumSample, max: 50_000 }),
          ),
          fc.constantFrom(0, 1, warning, critical, resolved),
          fc.integer({ min: -3, max: 3 }),
        )
        .map(([of, mark, off]) => ({
          rule,
          scope,
          count: Math.min(of, Math.max(0, Math.round(mark * of) + off)),
          of,
        }));
    }),
  )
  .chain((all) => fc.shuffledSubarray(all));

interface Told {
  readonly look: readonly Measurement[];
  readonly events: readonly AlertEvent[];
}

/** Judges look after look, each by what the looks before it left. */
function tell(looks: readonly (readonly Measurement[])[]): readonly Told[] {
  const watches = new Map<string, WatchState>();
  return looks.map((one) => {
    const changes = judge(one, watches);
    const events = changes.map((change) => eventOf(change, noCause, at));
    changes.forEach(({ measurement: { rule, scope } }, n) => {
      const id = watchIdOf(rule, scope);
      const event = events[n];
      if (event !== undefined) watches.set(id, evolveWatch(watches.get(id) ?? quietWatch, event));
    });
    return { look: one, events };
  });
}

function groupedBy(
  events: readonly AlertEvent[],
  keyOf: (alertId: string) => string,
): readonly (readonly AlertEvent[])[] {
  const keys = new Set(events.map(({ data }) => keyOf(data.alertId)));
  return [...keys].map((key) => events.filter(({ data }) => keyOf(data.alertId) === key));
}

const looks = fc.array(look, { minLength: 1, maxLength: 12 });

it('never raises, worsens or ends an alert by fewer messages than the sample, nor raises one by too little trouble', () => {
  let raised = 0;
  fc.assert(
    fc.property(looks, (told) => {
      for (const { look: measurements, events } of tell(told)) {
        for (const { type, data } of events) {
          const own = measurements.find(
            ({ rule, scope }) => watchStream(watchIdOf(rule, scope)) === streamOfAlert(data.alertId),
          );
          if (own === undefined) throw new Error('an event without a measurement');
          const rule = alertRules[own.rule];
          expect(own.of).toBeGreaterThanOrEqual(rule.minimumSample);
          if (type === 'AlertResolved') continue;
          raised += 1;
          expect(troubleOf(rule.metric, own)).toBeGreaterThanOrEqual(rule.minimumTrouble);
        }
      }
    }),
    chance,
  );
  expect(raised).toBeGreaterThan(500);
});

it('raises, worsens and ends an alert once at most, in this order, and has one open at a time', () => {
  let ended = 0;
  fc.assert(
    fc.property(looks, (told) => {
      const events = tell(told).flatMap((one) => one.events);
      for (const own of groupedBy(events, (alertId) => alertId)) {
        const text = own.map(({ type }) => type.slice('Alert'.length)).join(' ');
        expect(text).toMatch(/^Raised( Worsened)?( Resolved)?$/);
        ended += Number(text.endsWith('Resolved'));
      }
      for (const own of groupedBy(events, streamOfAlert)) {
        const raised = own.filter(({ type }) => type === 'AlertRaised').length;
        const resolved = own.filter(({ type }) => type === 'AlertResolved').length;
        expect([0, 1]).toContain(raised - resolved);
      }
    }),
    chance,
  );
  expect(ended).toBeGreaterThan(500);
});

it('judges the same in whatever order the measurements come', () => {
  fc.assert(
    fc.property(looks, fc.integer({ min: 0, max: 17 }), (told, by) => {
      const turned = told.map((one) => [...one.slice(by), ...one.slice(0, by)].reverse());
      expect(tell(turned).map(({ events }) => events)).toStrictEqual(tell(told).map(({ events }) => events));
    }),
    { ...chance, numRuns: 300 },
  );
});

it('does nothing more when it looks twice', () => {
  fc.assert(
    fc.property(looks, (told) => {
      const twice = told.flatMap((one) => [one, one]);
      const repeated = tell(twice).filter((_, n) => n % 2 === 1);
      expect(repeated.flatMap(({ events }) => events)).toEqual([]);
    }),
    { ...chance, numRuns: 300 },
  );
});
