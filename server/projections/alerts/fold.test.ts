import { describe, expect, expectTypeOf, it } from 'vitest';
import { alerts } from '#db/schema/alerts.ts';
import { type AlertEvent, alertEvents } from '#server/domain/alert/events.ts';
import type { StoredAlertEvent } from '#server/domain/alert/state.ts';
import { historicEvent } from '#server/domain/event-history.ts';
import { expectInEveryOrder, expectRowsToFit } from '#server/testing/fold-checks.ts';
import { type AlertRow, alertsFold } from './fold.ts';

const alertId = 'complaints-24h.stream.marketing.1';
const marks = { warning: 0.0005, critical: 0.001, resolved: 0.0004 };
const scope = { kind: 'stream', name: 'marketing' } as const;
const measured = (count: number) => ({
  ...{ count, of: 10_000 },
  ...{ from: '2026-11-20T12:00:00.000Z', to: '2026-11-21T12:00:00.000Z' },
});
const cause = (code: string) => ({ part: null, others: null, codes: [{ code, count: 1 }] });
const stored = (position: number, event: AlertEvent, actor?: string) =>
  historicEvent(event, { position, ...(actor === undefined ? {} : { actor }) }) as StoredAlertEvent;

const raised = stored(1, {
  type: 'AlertRaised',
  data: {
    ...{ alertId, rule: 'complaints-24h', scope, severity: 'warning', measured: measured(6), marks },
    cause: cause('5.1'),
  },
  personal: null,
});
const worsened = stored(2, {
  type: 'AlertWorsened',
  data: { alertId, measured: measured(12), cause: cause('5.7') },
  personal: null,
});
const acknowledged = stored(
  3,
  { type: 'AlertAcknowledged', data: { alertId }, personal: null },
  'user-admin',
);
const told = stored(4, {
  type: 'AlertTold',
  data: { alertId, news: 'raised', by: 'webhook', outcome: 'failed', recipients: null, reason: '503' },
  personal: null,
});
const resolved = stored(5, {
  type: 'AlertResolved',
  data: { alertId, measured: measured(3) },
  personal: null,
});

const fold = (events: readonly StoredAlertEvent[]) => {
  const row = events.reduce<AlertRow | null>(
    (state, event) => alertsFold.evolve(state, event, alertId),
    null,
  );
  if (row === null) throw new Error('a row needs an event');
  return row;
};

describe('a row', () => {
  it('has exactly the columns of the table, with a value where there must be one', () => {
    const unsigned = stored(3, { type: 'AlertAcknowledged', data: { alertId }, personal: null });
    expectRowsToFit(alerts, [
      fold([raised, worsened, acknowledged, told, resolved]),
      fold([told]),
      fold([unsigned]),
    ]);
    expectTypeOf<keyof AlertRow>().toEqualTypeOf<keyof typeof alerts.$inferSelect>();
  });

  it('says what became of the alert, in every order', () => {
    const expected: AlertRow = {
      ...{ alertId, rule: 'complaints-24h', scope, marks },
      severity: 'critical',
      raisedAt: '2026-11-21T12:01:00.000Z',
      worsenedAt: '2026-11-21T12:02:00.000Z',
      acknowledgedAt: '2026-11-21T12:03:00.000Z',
      acknowledgedBy: 'user-admin',
      resolvedAt: '2026-11-21T12:05:00.000Z',
      measured: { raised: measured(6), worsened: measured(12), resolved: measured(3) },
      causes: { raised: cause('5.1'), worsened: cause('5.7') },
      told: {
        'raised webhook': {
          ...{ at: '2026-11-21T12:04:00.000Z', outcome: 'failed', recipients: null, reason: '503' },
        },
      },
    };
    expectInEveryOrder(fold, [raised, worsened, acknowledged, told, resolved], expected, 240);
  });

  it('is left untouched by what it holds already', () => {
    const all = [raised, worsened, acknowledged, told, resolved];
    const row = fold(all);
    for (const event of all) expect(alertsFold.evolve(row, event, alertId)).toBe(row);
  });
});

it('is found by the alert, and follows every event of alerts', () => {
  expect(alertsFold.keysOf(told)).toEqual([alertId]);
  expect([...alertsFold.handles]).toEqual(Object.keys(alertEvents));
});
