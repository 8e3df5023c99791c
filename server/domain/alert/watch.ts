import type { AlertRuleId } from './rules.ts';
import type { AlertScope } from './scope.ts';

/** Names what is watched by one rule, such as `complaints-24h.stream.marketing`. */
export function watchIdOf(rule: AlertRuleId, scope: AlertScope): string {
  return `${rule}.${scope.kind}.${scope.name}`;
}

/** Names the alerts of a watch, counted from 1: whoever counts from the same history raises the same one. */
export function alertIdOf(watchId: string, episode: number): string {
  return `${watchId}.${episode}`;
}

/** All that ever happened to the alerts of one watch. */
export function watchStream(watchId: string): string {
  return `alert-${watchId}`;
}

/** Where the events of an alert stand. */
export function streamOfAlert(alertId: string): string {
  return watchStream(alertId.replace(/\.\d+$/, ''));
}
