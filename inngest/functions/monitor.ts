import { cron, type Inngest } from 'inngest';
import { alertNewsFound, checkWished } from '#inngest/signals.ts';
import type { AlertDeps } from '#server/commands/alert-deps.ts';
import { judgeDeliverability } from '#server/commands/judge-deliverability.ts';

const everyFiveMinutes = cron('*/5 * * * *');

/** What a run works with; `nudge` makes read models look, and its failure is nobody's. */
export type AlertRunDeps = AlertDeps & { readonly nudge: () => Promise<void> | null };

/**
 * Watches how all mail fares, and asks for people to be told what is new. What was not told for any reason is found again
 * by the next look.
 */
export function defineMonitorFunction(inngest: Inngest, deps: () => AlertRunDeps) {
  return inngest.createFunction(
    {
      id: 'deliverability/monitor',
      triggers: [everyFiveMinutes, checkWished],
      // Only economy: two looks at once change things once.
      concurrency: 1,
      retries: 4,
    },
    async ({ step }) => {
      const { untold, ...judged } = await step.run('measure and judge', async () => {
        const found = await judgeDeliverability(deps());
        if (found.changes.length > 0 || found.paused) await deps().nudge();
        return found;
      });
      if (untold.length > 0) {
        await step.sendEvent(
          'ask to tell people',
          untold.map(({ alertId, news }) => alertNewsFound.create({ alertId, news })),
        );
      }
      return { ...judged, untold: untold.length };
    },
  );
}
