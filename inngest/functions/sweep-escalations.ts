import { cron, type Inngest } from 'inngest';
import { escalationPlanned } from '#inngest/signals.ts';
import { overdueEscalations } from '#server/commands/overdue-escalations.ts';
import type { Step } from './hand-over.ts';
import { type HearDeps, tellThoseWhoWait } from './hear.ts';

const everyMinute = cron('* * * * *');

type SweepDeps = HearDeps & Parameters<typeof overdueEscalations>[0];

/** Finds escalations whose run was lost or never began, and reports that nobody was told of. */
export function defineEscalationsSweep(inngest: Inngest, deps: () => SweepDeps) {
  return inngest.createFunction(
    { id: 'escalations/sweep', triggers: [everyMinute], concurrency: 1, retries: 2 },
    async ({ step }) => {
      let overdue = 0;
      let after: string | null = null;
      do {
        const page = await watchPage(step, deps, after);
        overdue += page.found;
        after = page.next;
      } while (after !== null);
      return { overdue, told: await tellThoseWhoWait(step, deps) };
    },
  );
}

async function watchPage(
  step: Step,
  deps: () => SweepDeps,
  after: string | null,
): Promise<{ found: number; next: string | null }> {
  const { notificationIds, next } = await step.run('whose time has come', () =>
    overdueEscalations(deps(), after),
  );
  if (notificationIds.length > 0) {
    await step.sendEvent(
      'have them watched',
      notificationIds.map((notificationId) => escalationPlanned.create({ notificationId })),
    );
  }
  return { found: notificationIds.length, next };
}
