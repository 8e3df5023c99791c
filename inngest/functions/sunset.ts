import { cron, type Inngest } from 'inngest';
import { notificationRequested } from '#inngest/signals.ts';
import type { SunsetLookDeps } from '#server/commands/look-at-sunset.ts';
import { askPage, mostAsked, type SunsetSwept, settlePage } from '#server/commands/sweep-sunsets.ts';

/** Once a day, outside the hours in which most mail is sent. */
const daily = cron('17 4 * * *');

/** `nudge` makes read models look, and its failure is nobody's. */
export type SunsetRunDeps = SunsetLookDeps & { readonly nudge: () => Promise<void> | null };

/** Settles who was asked whether they are still interested, then asks whom nothing was heard of for long. */
export function defineSunsetFunction(inngest: Inngest, deps: () => SunsetRunDeps) {
  return inngest.createFunction(
    {
      id: 'sunset/look',
      triggers: [daily],
      // Only economy: two looks at once ask once.
      concurrency: 1,
      retries: 4,
    },
    async ({ step }) => {
      const total = { asked: 0, ended: 0, kept: 0, cancelled: 0 };
      for (let page = 1, after: string | null = ''; after !== null; page += 1) {
        const from: string = after;
        const swept: SunsetSwept = await step.run(`settle who was asked, page ${page}`, () =>
          settlePage(deps(), from),
        );
        total.ended += swept.ended;
        total.kept += swept.kept;
        total.cancelled += swept.cancelled;
        after = swept.after;
      }
      for (let page = 1, after: string | null = ''; after !== null && total.asked < mostAsked; page += 1) {
        const from: string = after;
        const room = mostAsked - total.asked;
        const swept: SunsetSwept = await step.run(`ask who is silent, page ${page}`, () =>
          askPage(deps(), from, room),
        );
        if (swept.asked.length > 0) {
          await step.sendEvent(
            `send what asks, page ${page}`,
            swept.asked.map((notificationId) => notificationRequested.create({ notificationId })),
          );
        }
        total.asked += swept.asked.length;
        after = swept.after;
      }
      await step.run('show what came of it', async () => {
        await deps().nudge();
      });
      return total;
    },
  );
}
