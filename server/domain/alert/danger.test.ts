import { expect, it } from 'vitest';
import { dangersToMarketing } from './danger.ts';
import type { Measurement } from './judge.ts';
import type { AlertRuleId } from './rules.ts';
import type { AlertScope } from './scope.ts';
import { quietWatch, type WatchState } from './state.ts';
import { alertIdOf, watchIdOf } from './watch.ts';

const at = '2026-11-21T12:05:00.000Z';
const marketing: AlertScope = { kind: 'stream', name: 'marketing' };

function dangers(
  rule: AlertRuleId,
  scope: AlertScope,
  [count, of]: readonly [number, number],
  isOpen = true,
) {
  const watchId = watchIdOf(rule, scope);
  const alertId = alertIdOf(watchId, 1);
  const open: WatchState = { status: 'open', episodes: 1, alertId, severity: 'critical' };
  const measurement: Measurement = { rule, scope, count, of };
  return dangersToMarketing([measurement], new Map([[watchId, isOpen ? open : quietWatch]]), at);
}

it('is what is critical now for marketing, with the first moment that counts for it', () => {
  expect(dangers('complaints-24h', marketing, [12, 10_000])).toStrictEqual([
    { alertId: 'complaints-24h.stream.marketing.1', from: '2026-11-20T12:05:00.000Z' },
  ]);
  expect(dangers('bounces-7d', marketing, [60, 1_000])).toHaveLength(1);
});

it('is not what has eased, what is about other mail, or what does not hurt a reputation', () => {
  expect(dangers('complaints-24h', marketing, [6, 10_000])).toEqual([]);
  expect(dangers('complaints-24h', marketing, [1, 10])).toEqual([]);
  expect(dangers('complaints-24h', { kind: 'stream', name: 'transactional' }, [12, 10_000])).toEqual([]);
  expect(dangers('complaints-24h', { kind: 'recipient_domain', name: 'gmail.com' }, [12, 10_000])).toEqual(
    [],
  );
  expect(dangers('deliveries-24h', marketing, [500, 1_000])).toEqual([]);
  expect(dangers('complaints-24h', marketing, [12, 10_000], false)).toEqual([]);
});
