import type { AdminLetter, AlertDeps } from './alert-deps.ts';
import {
  alertUrl,
  headlineOf,
  linesOf,
  loadNews,
  type NewsItem,
  type NewsName,
  recordTold,
} from './alert-news.ts';

/**
 * Tells the administrators in one mail whatever of this they were not told yet; resolves to how many pieces of news it
 * held. Throws when the mail is not taken, to be tried again.
 */
export async function mailAlerts(deps: AlertDeps, names: readonly NewsName[]): Promise<number> {
  const { alerting, eventStore } = deps;
  const found = await Promise.all(names.map((name) => loadNews(eventStore, name, 'email')));
  const news = [...new Map(found.flatMap((one) => (one === null ? [] : [[keyOf(one), one]]))).values()];
  if (news.length === 0) return 0;
  const { mail, publicBaseUrl } = alerting;
  const recipients = mail.isSetUp ? await mail.send(letterOf(news, publicBaseUrl)) : null;
  await recordTold(
    deps,
    news.map(({ alertId, news: what }) => ({
      ...{ alertId, news: what, by: 'email' as const, recipients },
      outcome: recipients === null || recipients === 0 ? ('not_set_up' as const) : ('delivered' as const),
      reason: recipients === 0 ? 'no administrators' : null,
    })),
  );
  return news.length;
}

/** Records that the mail could not be brought home. */
export async function giveUpMail(deps: AlertDeps, names: readonly NewsName[], reason: string): Promise<void> {
  await recordTold(
    deps,
    names.map((name) => ({ ...name, by: 'email', outcome: 'failed', recipients: null, reason })),
  );
}

function letterOf(news: readonly NewsItem[], publicBaseUrl: string): AdminLetter {
  const [first] = news;
  const isOne = first !== undefined && news.length === 1;
  return {
    subject: isOne ? headlineOf(first) : `${news.length} changes to deliverability alerts`,
    paragraphs: news.map((item) => [headlineOf(item), ...linesOf(item)]),
    link: {
      text: isOne ? 'Look at this alert' : 'Look at the alerts',
      url: isOne ? alertUrl(publicBaseUrl, first.alertId) : `${publicBaseUrl}/admin/alerts`,
    },
  };
}

function keyOf({ alertId, news }: NewsName): string {
  return `${alertId} ${news}`;
}
