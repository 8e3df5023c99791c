import { DomainError } from '#server/domain/domain-error.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { AlertEvent, AlertEventOf, AlertNews, TellingWay } from './events.ts';
import { tellingWays } from './events.ts';
import type { AlertSeverity } from './rules.ts';

export type StoredAlertEvent = StoredEvent<AlertEvent>;

/** What is known of a watch: whether an alert is open, and how many there ever were. */
export type WatchState =
  | { readonly status: 'quiet'; readonly episodes: number }
  | {
      readonly status: 'open';
      readonly episodes: number;
      readonly alertId: string;
      /** The worst it came to. */
      readonly severity: AlertSeverity;
    };

export const quietWatch: WatchState = { status: 'quiet', episodes: 0 };

export function evolveWatch(state: WatchState, event: AlertEvent): WatchState {
  const { episodes } = state;
  switch (event.type) {
    case 'AlertRaised': {
      const { alertId, severity } = event.data;
      return { status: 'open', episodes: episodes + 1, alertId, severity };
    }
    case 'AlertWorsened':
      return state.status === 'open' && state.alertId === event.data.alertId
        ? { ...state, severity: 'critical' }
        : state;
    case 'AlertResolved':
      return state.status === 'open' && state.alertId === event.data.alertId
        ? { status: 'quiet', episodes }
        : state;
    case 'AlertAcknowledged':
    case 'AlertTold':
      return state;
  }
}

/** One piece of news, and by which ways nobody was told it yet. */
export interface UntoldNews {
  readonly alertId: string;
  readonly news: AlertNews;
  readonly by: readonly TellingWay[];
}

/** What is still to be told of a watch's alerts, in the order it became news. */
export function untoldNews(events: readonly AlertEvent[]): readonly UntoldNews[] {
  const told = new Set(
    events.flatMap(({ type, data }) =>
      type === 'AlertTold' ? [`${data.alertId} ${data.news} ${data.by}`] : [],
    ),
  );
  return events.flatMap((event) => {
    const news = newsOf(event);
    if (news === null) return [];
    const { alertId } = event.data;
    const by = tellingWays.filter((way) => !told.has(`${alertId} ${news} ${way}`));
    return by.length === 0 ? [] : [{ alertId, news, by }];
  });
}

/** What news an event is; null for what only follows from news. */
export function newsOf({ type }: AlertEvent): AlertNews | null {
  switch (type) {
    case 'AlertRaised':
      return 'raised';
    case 'AlertWorsened':
      return 'worsened';
    case 'AlertResolved':
      return 'resolved';
    case 'AlertAcknowledged':
    case 'AlertTold':
      return null;
  }
}

/** Nothing where somebody did so before. Throws DomainError `alert_unknown`. */
export function acknowledge(
  alertId: string,
  events: readonly AlertEvent[],
): readonly AlertEventOf<'AlertAcknowledged'>[] {
  const own = events.filter(({ data }) => data.alertId === alertId);
  if (!own.some(({ type }) => type === 'AlertRaised')) {
    throw new DomainError('alert_unknown', 'There is no alert with this id.');
  }
  if (own.some(({ type }) => type === 'AlertAcknowledged')) return [];
  return [{ type: 'AlertAcknowledged', data: { alertId }, personal: null }];
}
