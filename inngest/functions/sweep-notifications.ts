import { cron, type Inngest } from 'inngest';
import { notificationRequested } from '#inngest/signals.ts';
import { undecidedNotifications } from '#server/commands/undecided-notifications.ts';

const everyThreeMinutes = cron('*/3 * * * *');

type SweepDeps = Parameters<typeof undecidedNotifications>[0];

/** Finds notifications whose signal was lost, and gives it again. */
export function defineSweepFunction(inngest: Inngest, deps: () => SweepDeps) {
  return inngest.createFunction(
    { id: 'notifications/sweep', triggers: [everyThreeMinutes], concurrency: 1, retries: 2 },
    async ({ step }) => {
      const found = await step.run('what nobody decided', () => undecidedNotifications(deps()));
      if (found.length > 0) {
        await step.sendEvent(
          'ask to send them',
          found.map((notificationId) => notificationRequested.create({ notificationId })),
        );
      }
      return { notifications: found.length };
    },
  );
}
