import type { Inngest } from 'inngest';
import { alertNewsFound } from '#inngest/signals.ts';
import { giveUpMail, mailAlerts } from '#server/commands/mail-alerts.ts';
import type { AlertRunDeps } from './monitor.ts';

/** How often a mail server is asked again, over some hours. */
const retries = 10;

/** Mails what is new of alerts to the administrators. Trouble has many alerts at once, so they share one mail. */
export function defineMailAlertsFunction(inngest: Inngest, deps: () => AlertRunDeps) {
  return inngest.createFunction(
    {
      id: 'alerts/mail',
      triggers: [alertNewsFound],
      batchEvents: { maxSize: 50, timeout: '10s' },
      // What one run has told, the next one leaves out.
      concurrency: 1,
      retries,
    },
    async ({ events, step }) => {
      const names = events.map(({ data: { alertId, news } }) => ({ alertId, news }));
      const told = await step
        .run('mail the administrators', () => mailAlerts(deps(), names))
        .catch((error: unknown) => reasonOf(error));
      if (typeof told === 'string') {
        await step.run('give up on the mail', () => giveUpMail(deps(), names, told));
      }
      await step.run('show what came of it', async () => {
        await deps().nudge();
      });
      return { told };
    },
  );
}

/** Ours names nobody; see `AdminMail`. */
function reasonOf(error: unknown): string {
  return (error instanceof Error && error.message) || 'unknown';
}
