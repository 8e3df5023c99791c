import { describe, expect, it } from 'vitest';
import type { AlertEvent } from './events.ts';
import { eventOf, judge, type Measurement, watchesToJudge } from './judge.ts';
import type { AlertRuleId } from './rules.ts';
import type { AlertScope } from './scope.ts';
import { acknowledge, evolveWatch, quietWatch, untoldNews, type WatchState } from './state.ts';
import { watchIdOf } from './watch.ts';

const at = '2026-11-21T12:05:00.000Z';
const marketing: AlertScope = { kind: 'stream', name: 'marketing' };
const noCause = { part: null, others: null, codes: [] };

const seen = (count: number, of: number, rule: AlertRuleId = 'complaints-24h'): Measurement => ({
  rule,
  scope: marketing,
  count,
  of,
});

/** What a measurement brings after all that was measured before. */
function when(measurement: Measurement, ...before: readonly AlertEvent[]): readonly AlertEvent[] {
  const watchId = watchIdOf(measurement.rule, measurement.scope);
  const watch = before.reduce<WatchState>(evolveWatch, quietWatch);
  return judge([measurement], new Map([[watchId, watch]])).map((change) => eventOf(change, noCause, at));
}

/** The history that these measurements leave, one after the other. */
function historyOf(...measurements: readonly Measurement[]): readonly AlertEvent[] {
  const events: AlertEvent[] = [];
  for (const one of measurements) events.push(...when(one, ...events));
  return events;
}
const typesAfter = (...measurements: readonly Measurement[]) =>
  historyOf(...measurements).map(({ type }) => type);

describe('complaints', () => {
  it('raise a warning at 0.05 %, with what was counted, the marks and the cause', () => {
    expect(when(seen(5, 10_000))).toStrictEqual([
      {
        type: 'AlertRaised',
        data: {
          alertId: 'complaints-24h.stream.marketing.1',
          rule: 'complaints-24h',
          scope: marketing,
          severity: 'warning',
          measured: { count: 5, of: 10_000, from: '2026-11-20T12:05:00.000Z', to: at },
          marks: { warning: 0.0005, critical: 0.001, resolved: 0.0004 },
          cause: noCause,
        },
        personal: null,
      },
    ]);
    expect(when(seen(5, 10_001))).toEqual([]);
  });

  it('are critical at 0.1 %', () => {
    expect(when(seen(10, 10_000))).toMatchObject([{ data: { severity: 'critical' } }]);
    expect(when(seen(10, 10_001))).toMatchObject([{ data: { severity: 'warning' } }]);
  });

  it('raise nothing below the sample, nor by one complaint alone', () => {
    expect(when(seen(900, 999))).toEqual([]);
    expect(when(seen(1, 1_000))).toEqual([]);
    expect(when(seen(2, 1_000))).toMatchObject([{ data: { severity: 'critical' } }]);
    expect(when(seen(3, 0))).toEqual([]);
  });

  it('of a week are an alert of their own, and count a week', () => {
    expect(when(seen(2, 1_000, 'complaints-7d'))).toMatchObject([
      {
        data: {
          alertId: 'complaints-7d.stream.marketing.1',
          measured: { from: '2026-11-14T12:05:00.000Z', to: at },
        },
      },
    ]);
  });
});

describe('a week', () => {
  const [warning, critical] = [6, 12];
  /** What a look at both times brings, by what looks before it brought. */
  function look(day: number, week: number, before: readonly AlertEvent[] = []): readonly AlertEvent[] {
    const both = [seen(day, 10_000), seen(week, 10_000, 'complaints-7d')];
    const watches = watchesToJudge(both).map((id) => {
      const own = before.filter(({ data }) => data.alertId.startsWith(`${id}.`));
      return [id, own.reduce<WatchState>(evolveWatch, quietWatch)] as const;
    });
    return judge(both, new Map(watches)).map((change) => eventOf(change, noCause, at));
  }
  const told = (events: readonly AlertEvent[]) =>
    events.map(({ type, data }) => `${type.slice(5)} ${data.alertId.slice(11, 14)}`);

  it('stays quiet while a day tells the same trouble, as grave, and speaks when that is over', () => {
    const first = look(warning, warning);
    expect(told(first)).toEqual(['Raised 24h']);
    expect(look(warning, warning, first)).toEqual([]);
    expect(told(look(1, warning, first))).toEqual(['Resolved 24h', 'Raised 7d.']);
  });

  it('speaks when it is graver', () => {
    expect(told(look(warning, critical))).toEqual(['Raised 24h', 'Raised 7d.']);
    expect(told(look(warning, critical, look(warning, warning)))).toEqual(['Raised 7d.']);
    expect(told(look(critical, critical, look(warning, warning)))).toEqual(['Worsened 24h']);
  });

  it('asks for the watch it yields to, also when that has too little mail', () => {
    expect(watchesToJudge([seen(6, 10_000, 'complaints-7d')])).toEqual([
      'complaints-7d.stream.marketing',
      'complaints-24h.stream.marketing',
    ]);
  });
});

describe('deliveries', () => {
  const delivered = (count: number, of = 1_000) => seen(count, of, 'deliveries-24h');

  it('raise a warning below 95 %, and not at it', () => {
    expect(when(delivered(950))).toEqual([]);
    expect(when(delivered(949))).toMatchObject([{ type: 'AlertRaised', data: { severity: 'warning' } }]);
    expect(when(delivered(899))).toMatchObject([{ data: { severity: 'critical' } }]);
  });

  it('are over only above 96 %', () => {
    expect(typesAfter(delivered(940), delivered(960))).toEqual(['AlertRaised']);
    expect(typesAfter(delivered(940), delivered(961))).toEqual(['AlertRaised', 'AlertResolved']);
  });
});

describe('bounces', () => {
  const bounced = (count: number) => seen(count, 1_000, 'bounces-24h');

  it('raise a warning at 2 % and are critical at 5 %', () => {
    expect(when(bounced(19))).toEqual([]);
    expect(when(bounced(20))).toMatchObject([{ data: { severity: 'warning' } }]);
    expect(when(bounced(50))).toMatchObject([{ data: { severity: 'critical' } }]);
  });
});

describe('an alert', () => {
  const warning = seen(6, 10_000);
  const critical = seen(12, 10_000);
  const between = seen(4, 9_000);
  const good = seen(3, 10_000);
  const few = seen(0, 900);

  it('raises nothing again as long as it stays within its band, or leaves it a little', () => {
    expect(typesAfter(warning, warning, between, warning, between)).toEqual(['AlertRaised']);
    expect(typesAfter(critical, warning, critical, between, critical)).toEqual(['AlertRaised']);
  });

  it('worsens once, and stays what it came to', () => {
    expect(typesAfter(warning, critical, warning, critical)).toEqual(['AlertRaised', 'AlertWorsened']);
    expect(when(critical, ...historyOf(warning))).toStrictEqual([
      {
        type: 'AlertWorsened',
        data: {
          alertId: 'complaints-24h.stream.marketing.1',
          measured: { count: 12, of: 10_000, from: '2026-11-20T12:05:00.000Z', to: at },
          cause: noCause,
        },
        personal: null,
      },
    ]);
  });

  it('ends below the lower mark, and not for want of mail', () => {
    expect(typesAfter(warning, few, few)).toEqual(['AlertRaised']);
    expect(when(good, ...historyOf(warning))).toStrictEqual([
      {
        type: 'AlertResolved',
        data: {
          alertId: 'complaints-24h.stream.marketing.1',
          measured: { count: 3, of: 10_000, from: '2026-11-20T12:05:00.000Z', to: at },
        },
        personal: null,
      },
    ]);
  });

  it('is a new one when it comes back', () => {
    const events = historyOf(warning, good, critical);
    expect(events.map(({ type, data }) => [type, data.alertId.slice(-1)])).toEqual([
      ['AlertRaised', '1'],
      ['AlertResolved', '1'],
      ['AlertRaised', '2'],
    ]);
    expect(events.at(-1)).toMatchObject({ data: { severity: 'critical' } });
  });

  it('is acknowledged once', () => {
    const events = historyOf(warning);
    const alertId = 'complaints-24h.stream.marketing.1';
    const [first, ...others] = acknowledge(alertId, events);
    expect(first).toStrictEqual({ type: 'AlertAcknowledged', data: { alertId }, personal: null });
    expect(others).toEqual([]);
    expect(acknowledge(alertId, first === undefined ? [] : [...events, first])).toEqual([]);
    expect(() => acknowledge('complaints-24h.stream.marketing.2', events)).toThrow(/no alert/);
  });

  it('is told of each change by each way, until it was', () => {
    const events = historyOf(warning, critical);
    const alertId = 'complaints-24h.stream.marketing.1';
    expect(untoldNews(events)).toEqual([
      { alertId, news: 'raised', by: ['email', 'webhook'] },
      { alertId, news: 'worsened', by: ['email', 'webhook'] },
    ]);
    const told = (news: 'raised' | 'worsened', by: 'email' | 'webhook'): AlertEvent => ({
      type: 'AlertTold',
      data: { alertId, news, by, outcome: 'failed', recipients: null, reason: '503' },
      personal: null,
    });
    expect(
      untoldNews([...events, told('raised', 'email'), told('raised', 'webhook'), told('worsened', 'email')]),
    ).toEqual([{ alertId, news: 'worsened', by: ['webhook'] }]);
  });
});
