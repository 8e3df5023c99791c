import type { AlertNews, TellingWay } from '#server/domain/alert/events.ts';
import { alertNews, tellingWays } from '#server/domain/alert/events.ts';
import { type Measurement, windowStart } from '#server/domain/alert/judge.ts';
import { measure } from '#server/domain/alert/measure.ts';
import { alertRuleIds, alertRules, bandOf } from '#server/domain/alert/rules.ts';
import { type AlertScope, watchedStreams } from '#server/domain/alert/scope.ts';
import { watchIdOf } from '#server/domain/alert/watch.ts';
import { causeSentences } from '#server/domain/alert/words.ts';
import { defaultCategories } from '#server/domain/category/category.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { MarketingPause } from '#server/domain/marketing-pause/marketing-pause.ts';
import type { Alert } from '#server/projections/alerts/queries.ts';
import { mailWindows } from '#server/projections/delivery-metrics/guard-queries.ts';
import type { Context } from './trpc.ts';

/** The busiest domains; the others are watched too. */
const mostDomains = 12;

/** An alert as people see it. `now` is how its mail fares at this moment; null where there is none. */
export function alertView(alert: Alert, now: Measurement | null) {
  const { alertId, rule, scope, severity, marks, measured, causes } = alert;
  const { raisedAt, worsenedAt, resolvedAt, acknowledgedAt, acknowledgedBy } = alert;
  const explained = causes.worsened === undefined ? 'raised' : 'worsened';
  const share = measured[explained];
  const cause = causes[explained];
  return {
    ...{ alertId, rule, scope, severity, marks, measured },
    ...{ raisedAt, worsenedAt, resolvedAt, acknowledgedAt, acknowledgedBy },
    cause: share === undefined || cause === undefined ? [] : causeSentences(rule, share, cause),
    now: now && { count: now.count, of: now.of, band: bandOf(alertRules[rule], now) },
    told: toldView(alert),
  };
}

/** In the order it became news; what nobody was told yet is left out. */
function toldView({ told }: Alert) {
  return alertNews.flatMap((news: AlertNews) =>
    tellingWays.flatMap((by: TellingWay) => {
      const one = told[`${news} ${by}`];
      return one === undefined ? [] : [{ news, by, ...one }];
    }),
  );
}

/** How all mail fares at this moment, by watch. */
export async function measuredNow(
  { db }: Pick<Context['deps'], 'db'>,
  at: Instant,
): Promise<ReadonlyMap<string, Measurement>> {
  const found = measure(await mailWindows(db, defaultCategories, at), defaultCategories);
  return new Map(found.map((one) => [watchIdOf(one.rule, one.scope), one]));
}

/** What is watched and by which rules: every stream, and the domains that most mail goes to. */
export function watchView(found: ReadonlyMap<string, Measurement>, at: Instant) {
  const domains = [...found.values()]
    .filter(({ rule, scope }) => rule === 'deliveries-7d' && scope.kind === 'recipient_domain')
    .sort((a, b) => b.of - a.of || (a.scope.name < b.scope.name ? -1 : 1));
  const scopes: readonly AlertScope[] = [
    ...watchedStreams.map((name) => ({ kind: 'stream', name }) as const),
    ...domains.slice(0, mostDomains).map(({ scope }) => scope),
  ];
  return {
    rules: alertRuleIds.map((id) => {
      const { metric, windowHours, badSide, warning, critical, resolved } = alertRules[id];
      const { minimumSample, minimumTrouble, pausesMarketing } = alertRules[id];
      const marks = { warning, critical, resolved };
      return {
        ...{ id, metric, windowHours, badSide, marks, minimumSample, minimumTrouble, pausesMarketing },
        from: windowStart(id, at),
      };
    }),
    scopes: scopes.map((scope) => ({
      scope,
      shares: alertRuleIds.map((rule) => {
        const { count, of } = found.get(watchIdOf(rule, scope)) ?? { count: 0, of: 0 };
        return { rule, count, of, band: bandOf(alertRules[rule], { count, of }) };
      }),
    })),
    otherDomains: Math.max(0, domains.length - mostDomains),
  };
}

/** Whether marketing is sent, since when not, and why. */
export function marketingView(pause: MarketingPause) {
  const { guardMayPause } = pause;
  if (pause.status === 'sending') return { guardMayPause, paused: null };
  const { since, ground } = pause;
  return {
    guardMayPause,
    paused: {
      since,
      why: ground.by === 'person' ? ground.why : null,
      alertId: ground.by === 'guard' ? ground.alertId : null,
    },
  };
}
