import type { AlertMarks } from '#server/domain/alert/events.ts';

/** Where things stand along a bar, in per cent of its length. */
export interface BarScale {
  /** Rates at both ends. */
  readonly from: number;
  readonly to: number;
  readonly rate: number;
  readonly warning: number;
  readonly critical: number;
}

/**
 * A bar on which the marks and the rate all have room: from nothing to beyond the critical mark where high is bad, and
 * from below it to all where low is bad.
 */
export function barScale(rate: number, marks: AlertMarks): BarScale {
  const isHighBad = marks.critical > marks.warning;
  const from = isHighBad ? 0 : Math.max(0, Math.min(marks.critical - (1 - marks.critical) / 2, rate - 0.02));
  const to = isHighBad ? Math.min(1, Math.max(marks.critical * 1.5, rate * 1.1)) : 1;
  const placeOf = (value: number) => Math.min(100, Math.max(0, ((value - from) / (to - from)) * 100));
  return {
    ...{ from, to },
    rate: placeOf(rate),
    warning: placeOf(marks.warning),
    critical: placeOf(marks.critical),
  };
}
