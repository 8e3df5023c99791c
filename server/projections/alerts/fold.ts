import { alerts } from '#db/schema/alerts.ts';
import type { AlertCause } from '#server/domain/alert/cause.ts';
import {
  type AlertEvent,
  type AlertEventOf,
  type AlertMarks,
  type AlertNews,
  alertEvents,
  type Measured,
  type TellingWay,
} from '#server/domain/alert/events.ts';
import type { AlertRuleId, AlertSeverity } from '#server/domain/alert/rules.ts';
import type { AlertScope } from '#server/domain/alert/scope.ts';
import type { StoredAlertEvent } from '#server/domain/alert/state.ts';
import type { Instant } from '#server/domain/instant.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';

/** What came of telling one piece of news by one way. */
export interface Told {
  readonly at: Instant;
  readonly outcome: AlertEventOf<'AlertTold'>['data']['outcome'];
  readonly recipients: number | null;
  readonly reason: string | null;
}

/** One alert. What raised it is null as long as only later events were heard of. */
export interface AlertRow {
  readonly alertId: string;
  readonly rule: AlertRuleId | null;
  readonly scope: AlertScope | null;
  readonly severity: AlertSeverity | null;
  readonly marks: AlertMarks | null;
  readonly raisedAt: Instant | null;
  readonly worsenedAt: Instant | null;
  readonly resolvedAt: Instant | null;
  readonly acknowledgedAt: Instant | null;
  readonly acknowledgedBy: string | null;
  readonly measured: Readonly<Partial<Record<AlertNews, Measured>>>;
  readonly causes: Readonly<Partial<Record<AlertNews, AlertCause>>>;
  readonly told: Readonly<Partial<Record<`${AlertNews} ${TellingWay}`, Told>>>;
}

/** Answers: what is wrong with how mail fares, since when, likely why, and who was told? */
export const alertsFold: Projection<AlertRow, AlertEvent['type']> = {
  name: 'alerts',
  version: 1,
  table: alerts,
  key: 'alertId',
  // Safe: the definitions have exactly the types of alert events as keys.
  handles: Object.keys(alertEvents) as AlertEvent['type'][],
  keysOf: ({ data }) => [data.alertId],
  // The store holds each of them once for an alert, so there is nothing to choose between.
  evolve: (row, event) => evolved(row ?? { ...nothing, alertId: event.data.alertId }, event),
  erase: null,
};

export const alertsProjection = defineProjection(alertsFold);

const nothing = {
  rule: null,
  scope: null,
  severity: null,
  marks: null,
  raisedAt: null,
  worsenedAt: null,
  resolvedAt: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  measured: {},
  causes: {},
  told: {},
};

function evolved(row: AlertRow, event: StoredAlertEvent): AlertRow {
  const { occurredAt: at, actor } = event;
  switch (event.type) {
    case 'AlertRaised': {
      if (row.raisedAt !== null) return row;
      const { rule, scope, severity, marks, measured, cause } = event.data;
      return {
        ...row,
        ...{ rule, scope, marks, raisedAt: at },
        severity: row.worsenedAt === null ? severity : 'critical',
        ...withNews(row, 'raised', measured, cause),
      };
    }
    case 'AlertWorsened': {
      if (row.worsenedAt !== null) return row;
      const { measured, cause } = event.data;
      return { ...row, severity: 'critical', worsenedAt: at, ...withNews(row, 'worsened', measured, cause) };
    }
    case 'AlertResolved': {
      if (row.resolvedAt !== null) return row;
      const measured = { ...row.measured, resolved: event.data.measured };
      return { ...row, resolvedAt: at, measured };
    }
    case 'AlertAcknowledged':
      return row.acknowledgedAt === null ? { ...row, acknowledgedAt: at, acknowledgedBy: actor } : row;
    case 'AlertTold': {
      const { news, by, outcome, recipients, reason } = event.data;
      const key = `${news} ${by}` as const;
      if (row.told[key] !== undefined) return row;
      return { ...row, told: { ...row.told, [key]: { at, outcome, recipients, reason } } };
    }
  }
}

function withNews(row: AlertRow, news: AlertNews, measured: Measured, cause: AlertCause) {
  return {
    measured: { ...row.measured, [news]: measured },
    causes: { ...row.causes, [news]: cause },
  };
}
