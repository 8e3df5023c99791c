import { type Inngest, RetryAfterError } from 'inngest';
import { alertNewsFound } from '#inngest/signals.ts';
import type { NewsName } from '#server/commands/alert-news.ts';
import { giveUpPost, type Posted, postAlert } from '#server/commands/post-alert.ts';
import type { AlertRunDeps } from './monitor.ts';

/** How often the program is asked again, over some four hours where it does not say when. */
const retries = 10;

/** Posts one piece of news of an alert to the program that the operator named. */
export function definePostAlertFunction(inngest: Inngest, deps: () => AlertRunDeps) {
  return inngest.createFunction(
    {
      id: 'alerts/webhook',
      triggers: [alertNewsFound],
      singleton: { key: 'event.data.alertId + "/" + event.data.news', mode: 'skip' },
      concurrency: 5,
      retries,
    },
    async ({ event, step }) => {
      const name = { alertId: event.data.alertId, news: event.data.news };
      const posted = await step
        .run('post the webhook', () => postOnce(deps(), name))
        .catch((error: unknown) => error);
      if (posted instanceof Error) {
        await step.run('give up on the webhook', () => giveUpPost(deps(), name, posted.message));
      }
      await step.run('show what came of it', async () => {
        await deps().nudge();
      });
      return { posted: posted instanceof Error ? 'given_up' : posted };
    },
  );
}

/** One try. What may be tried again is thrown, since that is how the engine learns it, with the wait where one is asked. */
async function postOnce(deps: AlertRunDeps, name: NewsName): Promise<Extract<Posted, string>> {
  const posted = await postAlert(deps, name);
  if (typeof posted === 'string') return posted;
  const { reason, afterMs } = posted;
  throw afterMs === null ? new Error(reason) : new RetryAfterError(reason, afterMs);
}
