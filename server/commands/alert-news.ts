import type { AlertEventOf, AlertNews, Measured, TellingWay } from '#server/domain/alert/events.ts';
import { newsOf, type StoredAlertEvent, untoldNews } from '#server/domain/alert/state.ts';
import { streamOfAlert } from '#server/domain/alert/watch.ts';
import {
  causeSentences,
  countText,
  marksText,
  rateText,
  subjectText,
  windowText,
} from '#server/domain/alert/words.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { AlertDeps } from './alert-deps.ts';
import { loadWatchOf } from './load-alerts.ts';
import { engineEvent } from './load-message.ts';

/** Names one piece of news. */
export interface NewsName {
  readonly alertId: string;
  readonly news: AlertNews;
}

/** One piece of news, with all there is to tell of it. */
export interface NewsItem extends NewsName {
  readonly at: Instant;
  readonly alert: AlertEventOf<'AlertRaised'>['data'];
  readonly severity: AlertEventOf<'AlertRaised'>['data']['severity'];
  readonly measured: Measured;
  /** Empty for an alert that is over. */
  readonly cause: readonly string[];
}

/** What is to be told, as the store knows it now; null when it was told by this way, or never happened. */
export async function loadNews(
  eventStore: AlertDeps['eventStore'],
  { alertId, news }: NewsName,
  by: TellingWay,
): Promise<NewsItem | null> {
  const events = (await loadWatchOf(eventStore, alertId)).filter(({ data }) => data.alertId === alertId);
  const untold = untoldNews(events).some((one) => one.news === news && one.by.includes(by));
  return untold ? newsIn(events, news) : null;
}

/** Records what came of telling; whoever is first says it. */
export async function recordTold(
  { eventStore, now }: Pick<AlertDeps, 'eventStore' | 'now'>,
  told: readonly AlertEventOf<'AlertTold'>['data'][],
): Promise<void> {
  const at = now();
  await eventStore.append(
    told.map((data) => ({
      ...engineEvent(`alert-${data.alertId}-${data.news}-told-by-${data.by}`, at),
      type: 'AlertTold',
      data,
      personal: null,
      stream: streamOfAlert(data.alertId),
      subject: null,
    })),
  );
}

const newsWords = { raised: '', worsened: ' (it was a warning)', resolved: '' } as const;

/** `Critical: Complaints about marketing mail at 0.25 %` */
export function headlineOf({ news, severity, alert, measured }: NewsItem): string {
  const state = news === 'resolved' ? 'Over' : severity === 'critical' ? 'Critical' : 'Warning';
  return `${state}: ${subjectText(alert)} at ${rateText(measured)}${newsWords[news]}`;
}

/** The facts in plain lines, none of which names a person. */
export function linesOf({ alert, measured, cause }: NewsItem): readonly string[] {
  return [
    `${countText(alert.rule, measured)}, over the last ${windowText(alert.rule)}.`,
    `${marksText(alert.rule, alert.marks)}.`,
    ...cause,
  ];
}

export function alertUrl(publicBaseUrl: string, alertId: string): string {
  return `${publicBaseUrl}/admin/alerts/${alertId}`;
}

function newsIn(events: readonly StoredAlertEvent[], news: AlertNews): NewsItem | null {
  const raised = events.find((event) => event.type === 'AlertRaised');
  const own = events.find((event) => newsOf(event) === news);
  if (raised === undefined || own === undefined || !('measured' in own.data)) return null;
  const { alertId, rule, severity } = raised.data;
  const { measured } = own.data;
  const hasWorsened = events.some(({ type }) => type === 'AlertWorsened');
  return {
    alertId,
    news,
    at: own.occurredAt,
    alert: raised.data,
    severity: news !== 'raised' && hasWorsened ? 'critical' : severity,
    measured,
    cause: 'cause' in own.data ? causeSentences(rule, measured, own.data.cause) : [],
  };
}
