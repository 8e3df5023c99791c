import type { AlertMetric, Share } from './metric.ts';
import { troubleOf } from './metric.ts';

export const alertRuleIds = [
  'complaints-24h',
  'complaints-7d',
  'deliveries-24h',
  'deliveries-7d',
  'bounces-24h',
  'bounces-7d',
] as const;
export type AlertRuleId = (typeof alertRuleIds)[number];

export interface AlertRule {
  readonly metric: AlertMetric;
  /** The hours that began within so many hours before now count. */
  readonly windowHours: number;
  /** Which side of the marks is bad. */
  readonly badSide: 'above' | 'below';
  /** Shares, reached from the good side: at the mark itself where high is bad, beyond it where low is. */
  readonly warning: number;
  readonly critical: number;
  /** An alert ends only once the share is better than this, which keeps it from coming and going. */
  readonly resolved: number;
  /** Fewer messages than this say nothing, neither good nor bad. */
  readonly minimumSample: number;
  /** So many must speak against the sender: one complaint is no rate. */
  readonly minimumTrouble: number;
  /** The rule of a shorter time that tells the same trouble sooner: while its alert is as grave, this one stays quiet. */
  readonly yieldsTo: AlertRuleId | null;
  /** Critical for the marketing stream, it pauses marketing where that is switched on. */
  readonly pausesMarketing: boolean;
}

const complaints = {
  metric: 'complaints',
  badSide: 'above',
  warning: 0.0005,
  critical: 0.001,
  resolved: 0.0004,
  minimumSample: 1_000,
  minimumTrouble: 2,
  pausesMarketing: true,
} as const;

const deliveries = {
  metric: 'deliveries',
  badSide: 'below',
  warning: 0.95,
  critical: 0.9,
  resolved: 0.96,
  minimumTrouble: 10,
  pausesMarketing: false,
} as const;

const bounces = {
  metric: 'bounces',
  badSide: 'above',
  warning: 0.02,
  critical: 0.05,
  resolved: 0.015,
  minimumTrouble: 5,
  pausesMarketing: true,
} as const;

const day = { windowHours: 24, yieldsTo: null } as const;
const week = { windowHours: 7 * 24 } as const;

/**
 * What raises an alert, for each stream and each large mailbox domain by itself. A week finds the slow trouble of senders
 * who never fill the sample of a day.
 */
export const alertRules = {
  'complaints-24h': { ...complaints, ...day },
  'complaints-7d': { ...complaints, ...week, yieldsTo: 'complaints-24h' },
  'deliveries-24h': { ...deliveries, ...day, minimumSample: 200 },
  'deliveries-7d': { ...deliveries, ...week, minimumSample: 500, yieldsTo: 'deliveries-24h' },
  'bounces-24h': { ...bounces, ...day, minimumSample: 200 },
  'bounces-7d': { ...bounces, ...week, minimumSample: 500, yieldsTo: 'bounces-24h' },
} as const satisfies Record<AlertRuleId, AlertRule>;

export const alertSeverities = ['warning', 'critical'] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

/** `unsure`: too few messages. `between`: good enough to raise nothing, not good enough to end an alert. */
export type Band = 'unsure' | 'good' | 'between' | AlertSeverity;

export function bandOf(rule: AlertRule, share: Share): Band {
  if (share.of < rule.minimumSample || share.of === 0) return 'unsure';
  const rate = share.count / share.of;
  const isHighBad = rule.badSide === 'above';
  const hasReached = (mark: number) => (isHighBad ? rate >= mark : rate < mark);
  if (isHighBad ? rate < rule.resolved : rate > rule.resolved) return 'good';
  if (troubleOf(rule.metric, share) < rule.minimumTrouble) return 'between';
  if (hasReached(rule.critical)) return 'critical';
  return hasReached(rule.warning) ? 'warning' : 'between';
}
