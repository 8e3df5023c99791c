import type { Instant } from '#server/domain/instant.ts';
import type { Danger } from '#server/domain/marketing-pause/marketing-pause.ts';
import { type Measurement, windowStart } from './judge.ts';
import { alertRules, bandOf } from './rules.ts';
import type { WatchState } from './state.ts';
import { watchIdOf } from './watch.ts';

/** What is critical for the marketing stream right now, by the rules that may pause it, with the alert that says so. */
export function dangersToMarketing(
  measurements: readonly Measurement[],
  watches: ReadonlyMap<string, WatchState>,
  at: Instant,
): readonly Danger[] {
  return measurements.flatMap((measurement) => {
    const { rule, scope } = measurement;
    const isMarketing = scope.kind === 'stream' && scope.name === 'marketing';
    if (!isMarketing || !alertRules[rule].pausesMarketing) return [];
    const watch = watches.get(watchIdOf(rule, scope));
    const isCritical = bandOf(alertRules[rule], measurement) === 'critical';
    if (!isCritical || watch?.status !== 'open') return [];
    return [{ alertId: watch.alertId, from: windowStart(rule, at) }];
  });
}
