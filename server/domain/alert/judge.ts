import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { compareText } from '#server/domain/message/ordering.ts';
import type { AlertCause } from './cause.ts';
import type { AlertEvent, Measured } from './events.ts';
import type { Share } from './metric.ts';
import { type AlertRuleId, type AlertSeverity, alertRules, alertSeverities, bandOf } from './rules.ts';
import type { AlertScope } from './scope.ts';
import { quietWatch, type WatchState } from './state.ts';
import { alertIdOf, watchIdOf } from './watch.ts';

const hourMs = 60 * 60_000;

/** How the mail fares that one rule watches. */
export interface Measurement extends Share {
  readonly rule: AlertRuleId;
  readonly scope: AlertScope;
}

/** What becomes of an alert. Its cause is looked up only once there is something to explain. */
export interface AlertChange {
  readonly change: 'raise' | 'worsen' | 'resolve';
  readonly alertId: string;
  readonly severity: AlertSeverity;
  readonly measurement: Measurement;
}

/**
 * What measurements change, by the watches as they are; in whatever order they come. An alert is raised once, worsens at
 * most once and ends once. Too few messages change nothing: they neither raise an alert nor end one. `watches` holds
 * those that `watchesToJudge` names.
 */
export function judge(
  measurements: readonly Measurement[],
  watches: ReadonlyMap<string, WatchState>,
): readonly AlertChange[] {
  const all = measurements.flatMap((measurement) => {
    const watchId = watchIdOf(measurement.rule, measurement.scope);
    return changeOf(measurement, watchId, watches.get(watchId) ?? quietWatch);
  });
  return all
    .filter((change) => !isToldAlready(change, all, watches))
    .sort((a, b) => compareText(a.alertId, b.alertId));
}

/** The watches that measurements are judged by: their own, and those they yield to. */
export function watchesToJudge(measurements: readonly Measurement[]): readonly string[] {
  const ids = measurements.flatMap(({ rule, scope }) => {
    const { yieldsTo } = alertRules[rule];
    const own = watchIdOf(rule, scope);
    return yieldsTo === null ? [own] : [own, watchIdOf(yieldsTo, scope)];
  });
  return [...new Set(ids)];
}

/** The change as the event to append. */
export function eventOf(
  { change, alertId, severity, measurement }: AlertChange,
  cause: AlertCause,
  at: Instant,
): AlertEvent {
  const { rule, scope } = measurement;
  const measured = measuredAt(measurement, at);
  switch (change) {
    case 'raise': {
      const { warning, critical, resolved } = alertRules[rule];
      const marks = { warning, critical, resolved };
      const data = { alertId, rule, scope, severity, measured, marks, cause };
      return { type: 'AlertRaised', data, personal: null };
    }
    case 'worsen':
      return { type: 'AlertWorsened', data: { alertId, measured, cause }, personal: null };
    case 'resolve':
      return { type: 'AlertResolved', data: { alertId, measured }, personal: null };
  }
}

/** From when on mail counts for a rule at a moment. */
export function windowStart(rule: AlertRuleId, at: Instant): Instant {
  return instantFromMs(msFromInstant(at) - alertRules[rule].windowHours * hourMs);
}

/** Raised by a longer time, while a shorter one has an alert that is as grave, or has just now. */
function isToldAlready(
  { change, severity, measurement }: AlertChange,
  changes: readonly AlertChange[],
  watches: ReadonlyMap<string, WatchState>,
): boolean {
  const { yieldsTo } = alertRules[measurement.rule];
  if (change !== 'raise' || yieldsTo === null) return false;
  const twinId = watchIdOf(yieldsTo, measurement.scope);
  const changed = changes.find((one) => watchIdOf(one.measurement.rule, one.measurement.scope) === twinId);
  const twin = watches.get(twinId) ?? quietWatch;
  const standing = twin.status === 'open' ? twin.severity : null;
  const told = changed === undefined ? standing : changed.change === 'resolve' ? null : changed.severity;
  return told !== null && alertSeverities.indexOf(told) >= alertSeverities.indexOf(severity);
}

function changeOf(measurement: Measurement, watchId: string, watch: WatchState): readonly AlertChange[] {
  const band = bandOf(alertRules[measurement.rule], measurement);
  if (watch.status === 'quiet') {
    if (band !== 'warning' && band !== 'critical') return [];
    const alertId = alertIdOf(watchId, watch.episodes + 1);
    return [{ change: 'raise', alertId, severity: band, measurement }];
  }
  const { alertId, severity } = watch;
  if (band === 'good') return [{ change: 'resolve', alertId, severity, measurement }];
  if (band === 'critical' && severity === 'warning') {
    return [{ change: 'worsen', alertId, severity: 'critical', measurement }];
  }
  return [];
}

function measuredAt({ rule, count, of }: Measurement, at: Instant): Measured {
  return { count, of, from: windowStart(rule, at), to: at };
}
