import { subjectText } from '#server/domain/alert/words.ts';
import type { AlertDeps, Notice, NoticeAnswer } from './alert-deps.ts';
import {
  alertUrl,
  headlineOf,
  linesOf,
  loadNews,
  type NewsItem,
  type NewsName,
  recordTold,
} from './alert-news.ts';

/** `told`: it is recorded what came of it. */
export type Posted = 'told' | 'told_before' | Extract<NoticeAnswer, { ok: false }>;

/** Posts one piece of news to the program that the operator named, unless it was told. An answer that is no yes is for
 * trying again. */
export async function postAlert(deps: AlertDeps, name: NewsName): Promise<Posted> {
  const { alerting, eventStore } = deps;
  const news = await loadNews(eventStore, name, 'webhook');
  if (news === null) return 'told_before';
  const told = { alertId: news.alertId, news: news.news, by: 'webhook', recipients: null } as const;
  if (alerting.webhook === null) {
    await recordTold(deps, [{ ...told, outcome: 'not_set_up', reason: null }]);
    return 'told';
  }
  const answer = await alerting.webhook(noticeOf(news, alerting.publicBaseUrl));
  if (!answer.ok) return answer;
  await recordTold(deps, [{ ...told, outcome: 'delivered', reason: String(answer.status) }]);
  return 'told';
}

/** Records that the program could not be told. */
export async function giveUpPost(deps: AlertDeps, name: NewsName, reason: string): Promise<void> {
  await recordTold(deps, [{ ...name, by: 'webhook', outcome: 'failed', recipients: null, reason }]);
}

function noticeOf(item: NewsItem, publicBaseUrl: string): Notice {
  const { alertId, news, at, alert, severity, measured } = item;
  return {
    id: `alert_${alertId}_${news}`,
    type: `alert.${news}`,
    at,
    data: {
      alertId,
      severity,
      rule: alert.rule,
      scope: alert.scope,
      subject: subjectText(alert),
      measured,
      marks: alert.marks,
      headline: headlineOf(item),
      details: linesOf(item),
      url: alertUrl(publicBaseUrl, alertId),
    },
  };
}
